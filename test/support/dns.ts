/** A name server that knows a few names, for proxies that resolve at run time. Port 53 takes rights: without them there is none. */
import { createSocket } from 'node:dgram';

/** Undefined when the port may not be taken. */
export const startDns = (address: string, names: Readonly<Record<string, string>>): Promise<(() => void) | undefined> =>
  new Promise((done) => {
    const socket = createSocket('udp4');
    socket.on('error', () => done(undefined));
    socket.on('message', (query, peer) => {
      let at = 12;
      const labels: string[] = [];
      for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
        labels.push(query.subarray(at + 1, at + 1 + length).toString());
        at += 1 + length;
      }
      const ip = names[labels.join('.').toLowerCase()];
      const isAddress = query.readUInt16BE(at + 1) === 1;
      const header = Buffer.alloc(12);
      query.copy(header, 0, 0, 2);
      header.writeUInt16BE(ip === undefined ? 0x8183 : 0x8180, 2);
      header.writeUInt16BE(1, 4);
      header.writeUInt16BE(ip !== undefined && isAddress ? 1 : 0, 6);
      const answer =
        ip !== undefined && isAddress
          ? Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, ...ip.split('.').map(Number)])
          : Buffer.alloc(0);
      socket.send(Buffer.concat([header, query.subarray(12, at + 5), answer]), peer.port, peer.address);
    });
    socket.bind(53, address, () => done(() => socket.close()));
  });
