// SPDX-License-Identifier: MIT
// Where model packages are kept, passed in: `store/` keeps them, `model/` asks for them, and neither knows the other.

/** A model package as the device keeps it. */
export interface StoredPackage {
  /** Absolute address of `model.json`. */
  readonly url: string
  /** Text of `model.json`. */
  readonly json: string
  /** The shards in the order of the manifest. */
  readonly files: readonly {
    /** SHA-256 of the bytes, lower-case hex. */
    readonly sha256: string
    /** Never a Blob: WebKit cannot keep those. */
    readonly bytes: ArrayBuffer
  }[]
  /** When the server was last asked for it, milliseconds since the Unix epoch. */
  readonly checkedAtMs: number
}

/** Where model packages are kept on the device. Every call may fail, and then costs nothing but a download. */
export interface PackageCache {
  /** Gives the package that is kept under an address of `model.json`; `undefined` where none is whole. */
  read(url: string): Promise<StoredPackage | undefined>
  /** Keeps a package in place of what lay under its address; shards that no package needs any more go. */
  write(pkg: StoredPackage): Promise<void>
  /** Lets a package go, and the shards that no other one needs. */
  remove(url: string): Promise<void>
}
