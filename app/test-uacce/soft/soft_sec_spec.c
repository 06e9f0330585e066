/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "soft_sec_spec.h"
#include "soft_sec_user.h"

uint8_t spec_data[512], spec_out[512], spec_mac[80], spec_iv[64], spec_key[128];

struct sec_spec
spec_cipher(void)
{
	struct sec_spec s = {
		.cipher = 1, .de = 1, .scene = 1, .c_alg = 2, .c_mode = 1, .c_len = 64,
		.src = spec_data, .dst = spec_out, .c_iv = spec_iv, .c_key_at = spec_key,
	};

	return s;
}

struct sec_spec
spec_digest(void)
{
	struct sec_spec s = {
		.auth = 1, .scene = 1, .a_alg = 0x11, .mac_words = 8, .a_key_words = 5,
		.a_len = 64, .src = spec_data, .mac = spec_mac, .a_key_at = spec_key,
	};

	return s;
}

struct sec_spec
spec_chain(void)
{
	struct sec_spec s = {
		.cipher = 1, .auth = 1, .de = 1, .scene = 1, .c_alg = 2, .c_mode = 1,
		.a_alg = 0x10, .mac_words = 3, .a_key_words = 5, .c_off = 16, .c_len = 64,
		.a_len = 80, .src = spec_data, .dst = spec_out,
		.mac = spec_mac,
		.c_iv = spec_iv, .c_key_at = spec_key,
		.a_key_at = spec_key,
	};

	return s;
}

struct sec_spec
spec_gcm(void)
{
	struct sec_spec s = {
		.cipher = 1, .de = 1, .scene = 1, .c_alg = 2, .c_mode = 6, .icv_len = 16,
		.c_off = 16, .c_len = 64, .a_len = 16, .src = spec_data, .dst = spec_out,
		.mac = spec_mac,
		.c_iv = spec_iv, .a_iv = spec_iv, .c_key_at = spec_key,
	};

	return s;
}
