/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "soft_sec_marked.h"

struct sec_spec
marked_spec(struct marked *m)
{
	const struct sec_spec s = {
		.cipher = 1, .auth = 1, .c_alg = 2, .c_mode = 1, .a_alg = 0x10, .mac_words = 5,
		.a_key_words = 5, .c_len = sizeof(m->data), .a_len = sizeof(m->data),
		.src = m->data, .mac = m->mac, .c_iv = m->iv, .c_key_at = m->key,
		.a_key_at = m->key,
	};

	return s;
}
