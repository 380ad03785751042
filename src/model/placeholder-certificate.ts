/** A self-signed certificate that anybody can read: served where no certificate is configured, as nobody should trust it anyway. */
// biome-ignore format: PEM
export const placeholderCertificate: { readonly certificate: string; readonly key: string } = {
  certificate: `-----BEGIN CERTIFICATE-----
MIIBpDCCAUmgAwIBAgIUUA9X3MkvvBMroi4nubGmkxT2GqswCgYIKoZIzj0EAwIw
JjEkMCIGA1UEAwwbaW5ncmVzcy1jb21waWxlIHBsYWNlaG9sZGVyMCAXDTI2MTEy
MTE1MzYzNFoYDzIwNTYxMTEzMTUzNjM0WjAmMSQwIgYDVQQDDBtpbmdyZXNzLWNv
bXBpbGUgcGxhY2Vob2xkZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARjN7JQ
YaVLE17BQ/Sdoi7Dc7RxMd1EIMXHysGsL1EQhgUHja0PMF7YWsRyKls5wTG1q+B2
0EV3AlOZh85CT0B7o1MwUTAdBgNVHQ4EFgQUzo1Cz0JRG12EONXqr1vK/HWK4lYw
HwYDVR0jBBgwFoAUzo1Cz0JRG12EONXqr1vK/HWK4lYwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNJADBGAiEAlDXBUneT2x23DaPFOKW39VtUf4Oux4QUqeeC
QyBfKcMCIQC572oC1xCJuNRV+9Kr6izDp2SEmp6TzO4gutcJhnu8cA==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgkmNPr8mMGDual/xJ
fyWcpNVUA+ACaq/XGWHGNENSPTyhRANCAARjN7JQYaVLE17BQ/Sdoi7Dc7RxMd1E
IMXHysGsL1EQhgUHja0PMF7YWsRyKls5wTG1q+B20EV3AlOZh85CT0B7
-----END PRIVATE KEY-----
`,
};
