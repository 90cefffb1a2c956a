declare module "lz4js" {
  /** The largest length that a frame can unpack to. */
  export function decompressBound(frame: Uint8Array): number;
  export function decompress(frame: Uint8Array): Uint8Array;
  export function compress(data: Uint8Array): Uint8Array;
}
