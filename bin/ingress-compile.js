#!/usr/bin/env node
import process from 'node:process';
import { load } from './load.js';

// A reader that goes away (`… --output - | head`) is no error of ours.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await load().main(process.argv.slice(2), process);
