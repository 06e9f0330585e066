#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""AES of OpenSSL's libcrypto for the test scripts, whose command line knows no AEAD.

As a program it writes a test vector file for dpdk-test-crypto-perf --ptest verify.
"""

import ctypes
import ctypes.util
import hashlib
import hmac
import random
import sys

GET_TAG = 0x10
SET_IVLEN = 0x9

# The name of the case in a vector file.
CASE = "case"

_crypto = ctypes.CDLL(ctypes.util.find_library("crypto") or "libcrypto.so.3")
for _name in ("EVP_CIPHER_CTX_new", "EVP_get_cipherbyname"):
    getattr(_crypto, _name).restype = ctypes.c_void_p


def _check(ret):
    if ret != 1:
        raise RuntimeError("libcrypto failed")


def aes(mode, key, iv, data, encrypt=True, aad=b""):
    """Data as CBC (no padding), CTR or GCM makes it, and the tag of GCM, 16 bytes.

    A tag is made when encrypting alone; to verify one, encrypt what was decrypted.
    """
    name = "aes-%d-%s" % (8 * len(key), mode)
    cipher = _crypto.EVP_get_cipherbyname(name.encode())
    if not cipher:
        raise RuntimeError("libcrypto has no " + name)
    ctx = ctypes.c_void_p(_crypto.EVP_CIPHER_CTX_new())
    out = ctypes.create_string_buffer(len(data) + 16)
    n = ctypes.c_int()
    tag = None
    try:
        _check(_crypto.EVP_CipherInit_ex(ctx, ctypes.c_void_p(cipher), None, None, None,
                                         int(encrypt)))
        if mode == "gcm":
            _check(_crypto.EVP_CIPHER_CTX_ctrl(ctx, SET_IVLEN, len(iv), None))
        _check(_crypto.EVP_CipherInit_ex(ctx, None, None, key, iv, -1))
        _crypto.EVP_CIPHER_CTX_set_padding(ctx, 0)
        if aad:
            _check(_crypto.EVP_CipherUpdate(ctx, None, ctypes.byref(n), aad, len(aad)))
        _check(_crypto.EVP_CipherUpdate(ctx, out, ctypes.byref(n), data, len(data)))
        if n.value != len(data):
            raise RuntimeError("libcrypto kept a part of a block")
        if mode == "gcm" and encrypt:
            rest = ctypes.create_string_buffer(16)
            _check(_crypto.EVP_CipherFinal_ex(ctx, rest, ctypes.byref(n)))
            buf = ctypes.create_string_buffer(16)
            _check(_crypto.EVP_CIPHER_CTX_ctrl(ctx, GET_TAG, 16, buf))
            tag = buf.raw
    finally:
        _crypto.EVP_CIPHER_CTX_free(ctx)
    return out.raw[:len(data)], tag


def sha1_hmac(key, data):
    return hmac.new(key, data, hashlib.sha1).digest()


def perf_vector(optype, size, plain=None):
    """Entries of a vector file: AES-128-CBC, HMAC-SHA1, both of them, or AES-128-GCM.

    The plaintext is random unless it is given.
    """
    rand = random.Random(size)
    key, iv, auth_key = rand.randbytes(16), rand.randbytes(16), rand.randbytes(20)
    aad = rand.randbytes(16)
    if plain is None:
        plain = rand.randbytes(size)
    entries = {"plaintext": plain}
    if optype == "aead":
        entries["ciphertext"], entries["digest"] = aes("gcm", key, iv[:12], plain, aad=aad)
        entries.update(aead_key=key, aead_iv=iv[:12], aad=aad)
        return entries
    if optype != "auth-only":
        entries["ciphertext"], _ = aes("cbc", key, iv, plain)
        entries.update(cipher_key=key, cipher_iv=iv)
    if optype != "cipher-only":
        entries["digest"] = sha1_hmac(auth_key, entries.get("ciphertext", plain))
        entries["auth_key"] = auth_key
    return entries


def vector_file(entries):
    """Text of a vector file for dpdk-test-crypto-perf.

    A digest is looked for under the name of a case, behind all that is common to cases.
    """
    text = ""
    for name in sorted(entries, key=lambda name: name == "digest"):
        if name == "digest":
            text += "[%s]\n" % CASE
        text += "%s =\n%s\n\n" % (name, ", ".join("0x%02x" % byte for byte in entries[name]))
    return text


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: oracle.py cipher-only|auth-only|cipher-then-auth|aead BYTES [FILE]\n"
                 "The plaintext is random, or the first bytes of FILE.")
    size, plain = int(sys.argv[2]), None
    if len(sys.argv) == 4:
        with open(sys.argv[3], "rb") as file:
            plain = file.read(size)
        if len(plain) < size:
            sys.exit("%s has only %d bytes" % (sys.argv[3], len(plain)))
    sys.stdout.write(vector_file(perf_vector(sys.argv[1], size, plain)))


if __name__ == "__main__":
    main()
