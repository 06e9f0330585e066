/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "sec_mb_key.h"

_Static_assert(sizeof(struct sec_key) % SEC_MB_ALIGN == 0 && SEC_KEY_STATES % SEC_MB_ALIGN == 0,
		"what is behind an entry is aligned");

#define SIZE_OF(member)	sizeof(((struct sec_mb_key *)0)->member)

size_t
soft_sec_mb_key_size(union sec_key_id id)
{
	if (id.use == SEC_USE_AUTH) {
		if (id.alg == HISI_SEC_A_ALG_AES_GMAC)
			return SIZE_OF(gcm);
		return id.alg == HISI_SEC_A_ALG_AES_XCBC || id.alg == HISI_SEC_A_ALG_AES_CMAC ?
			SIZE_OF(aes) : 0;
	}
	if (id.alg <= HISI_SEC_C_ALG_3DES)
		return SIZE_OF(des);
	if (id.alg != HISI_SEC_C_ALG_AES)
		return 0;
	return id.mode == HISI_SEC_C_MODE_GCM ? SIZE_OF(gcm) : SIZE_OF(aes);
}

static void
make_gcm_key(IMB_MGR *mgr, struct sec_key *key)
{
	struct gcm_key_data *gcm = &sec_key_mb(key, key->id.use)->gcm;

	if (key->id.len == IMB_KEY_128_BYTES)
		IMB_AES128_GCM_PRE(mgr, key->bytes, gcm);
	else if (key->id.len == IMB_KEY_192_BYTES)
		IMB_AES192_GCM_PRE(mgr, key->bytes, gcm);
	else
		IMB_AES256_GCM_PRE(mgr, key->bytes, gcm);
}

static void
make_aes_key(IMB_MGR *mgr, struct sec_key *key)
{
	struct sec_mb_key *mb = sec_key_mb(key, key->id.use);

	if (key->id.len == IMB_KEY_128_BYTES)
		IMB_AES_KEYEXP_128(mgr, key->bytes, mb->aes.enc, mb->aes.dec);
	else if (key->id.len == IMB_KEY_192_BYTES)
		IMB_AES_KEYEXP_192(mgr, key->bytes, mb->aes.enc, mb->aes.dec);
	else if (key->id.len == IMB_KEY_256_BYTES)
		IMB_AES_KEYEXP_256(mgr, key->bytes, mb->aes.enc, mb->aes.dec);
}

/* Three schedules for one, two or three keys. */
static void
make_des_key(IMB_MGR *mgr, struct sec_key *key)
{
	struct sec_mb_key *mb = sec_key_mb(key, key->id.use);
	unsigned int i;

	for (i = 0; i < 3; i++) {
		unsigned int at = i * SEC_DES_BLOCK < key->id.len ? i * SEC_DES_BLOCK : 0;

		IMB_DES_KEYSCHED(mgr, mb->des.schedule[i], key->bytes + at);
		mb->des.each[i] = mb->des.schedule[i];
	}
}

static void
make_mac_key(IMB_MGR *mgr, struct sec_key *key)
{
	struct sec_mb_key *mb = sec_key_mb(key, key->id.use);

	switch (key->id.alg) {
	case HISI_SEC_A_ALG_AES_XCBC:
		IMB_AES_XCBC_KEYEXP(mgr, key->bytes, mb->aes.enc, mb->aes.whole, mb->aes.padded);
		break;
	case HISI_SEC_A_ALG_AES_CMAC:
		make_aes_key(mgr, key);
		IMB_AES_CMAC_SUBKEY_GEN_128(mgr, mb->aes.enc, mb->aes.whole, mb->aes.padded);
		break;
	case HISI_SEC_A_ALG_AES_GMAC:
		make_gcm_key(mgr, key);
		break;
	default:
		/* HMACs: states are in the key itself. */
		break;
	}
}

void
soft_sec_mb_derive(IMB_MGR *mgr, struct sec_key *key)
{
	if (key->id.use == SEC_USE_AUTH)
		make_mac_key(mgr, key);
	else if (key->id.alg <= HISI_SEC_C_ALG_3DES)
		make_des_key(mgr, key);
	else if (key->id.alg == HISI_SEC_C_ALG_AES && key->id.mode == HISI_SEC_C_MODE_GCM)
		make_gcm_key(mgr, key);
	else if (key->id.alg == HISI_SEC_C_ALG_AES)
		make_aes_key(mgr, key);
}
