/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The executor on ipsec-mb. GCM is served by one call; all else becomes jobs, which the manager of
 * the library collects until the lanes of its vector code are full.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "sec_mb.h"
#include "sec_mb_key.h"
#include "sec_mb_plan.h"

#define MAX_JOB_LEN	65520u	/* bytes: lanes count in 16 bits, in whole blocks */
#define MAX_CCM_AAD	46u	/* bytes: with their length they fill three blocks */
#define MIN_LANES	3u	/* with fewer requests OpenSSL is faster one by one */
#define PAGE		4096u	/* bytes: no system has smaller ones */

struct sec_mb {
	IMB_MGR *mgr;
	bool has_lanes;		/* enough requests are at hand to fill lanes */
	struct gcm_context_data gcm;
};

static void
mb_reset(void *state)
{
	struct sec_mb *mb = state;

	init_mb_mgr_auto(mb->mgr, NULL);
}

static void *
mb_open(void)
{
	size_t size = (imb_get_mb_mgr_size() + SEC_MB_ALIGN - 1) & ~(size_t)(SEC_MB_ALIGN - 1);
	struct sec_mb *mb = calloc(1, sizeof(*mb));
	void *mem = aligned_alloc(SEC_MB_ALIGN, size);

	if (mb != NULL && mem != NULL) {
		mb->mgr = imb_set_pointers_mb_mgr(mem, 0, 1);
		mb_reset(mb);
		if (imb_get_errno(mb->mgr) == 0)
			return mb;
	}
	free(mem);
	free(mb);
	return NULL;
}

static void
mb_close(void *state)
{
	struct sec_mb *mb = state;

	OPENSSL_cleanse(mb->mgr, imb_get_mb_mgr_size());
	free(mb->mgr);
	OPENSSL_cleanse(mb, sizeof(*mb));
	free(mb);
}

static void
mb_derive(void *state, struct sec_key *key)
{
	const struct sec_mb *mb = state;

	soft_sec_mb_derive(mb->mgr, key);
}

/* Where a MAC of @p len bytes is written: where it belongs, if the request wants all of it. */
static inline uint8_t *
mac_place(struct sec_req *req, unsigned int len)
{
	if (req->mac_at == NULL || req->s->mac_len != len)
		return req->mac;
	req->mac_is_placed = true;
	return req->mac_at;
}

static inline void
gcm(struct sec_mb *mb, const struct sec_key *key, enum sec_key_use use, struct sec_req *req,
		const uint8_t *iv, uint32_t len)
{
	const struct gcm_key_data *data = &sec_key_mb(key, use)->gcm;
	bool encrypt = req->s->cipher != HISI_SEC_CIPHER_DECRYPT;
	uint32_t mac_len = req->s->mac_len;
	uint8_t key_len = req->s->key_id[use].len;
	aes_gcm_enc_dec_t run;

	if (key_len == IMB_KEY_128_BYTES)
		run = encrypt ? mb->mgr->gcm128_enc : mb->mgr->gcm128_dec;
	else if (key_len == IMB_KEY_192_BYTES)
		run = encrypt ? mb->mgr->gcm192_enc : mb->mgr->gcm192_dec;
	else
		run = encrypt ? mb->mgr->gcm256_enc : mb->mgr->gcm256_dec;
	run(data, &mb->gcm, req->out, req->in, len, iv, req->aad, req->a_len,
			mac_place(req, mac_len), mac_len);
}

/* A job ended: the one that was just submitted, or an earlier one. */
static void
complete(IMB_JOB *job)
{
	struct sec_req *req = job->user_data;

	req->pending = false;
	if (job->status != IMB_STATUS_COMPLETED)
		req->error = HISI_SEC_INTERNAL;
}

/* Hand a job over. Before that its request is pending (rule 3 of soft_guard.h). */
static void
submit(struct sec_mb *mb, IMB_JOB *job, struct sec_req *req)
{
	job->user_data = req;
	req->job = job;
	req->pending = true;
	job = IMB_SUBMIT_JOB_NOCHECK(mb->mgr);
	if (job != NULL)
		complete(job);
}

static void
mb_collect(void *state)
{
	struct sec_mb *mb = state;
	IMB_JOB *job;

	while ((job = IMB_GET_COMPLETED_JOB(mb->mgr)) != NULL)
		complete(job);
}

static void
mb_flush(void *state)
{
	struct sec_mb *mb = state;
	IMB_JOB *job;

	while ((job = IMB_FLUSH_JOB(mb->mgr)) != NULL)
		complete(job);
}

/*
 * The status of a job says which of its two steps is done. It says that of a MAC before the MAC is
 * stored, and the store may have been what faulted. A cipher that is not done may have begun,
 * together with those that share its lanes. A cipher behind a MAC is done in the call that ends
 * the MAC, so that it is not done only if it was interrupted. Lanes of CBC alone keep requests
 * that did not begin.
 */
static enum sec_left
mb_left(const struct sec_req *req)
{
	const IMB_JOB *job = req->job;
	bool cipher_first = job->chain_order == IMB_ORDER_CIPHER_HASH;

	if (job->status == IMB_STATUS_COMPLETED &&
			(!cipher_first || job->hash_alg == IMB_AUTH_NULL))
		return SEC_LEFT_NOTHING;
	if (req->s->cipher == HISI_SEC_CIPHER_NONE || req->in != req->out)
		return SEC_LEFT_ALL;
	if (job->status & IMB_STATUS_COMPLETED_CIPHER)
		return SEC_LEFT_MAC;
	if (!cipher_first)
		return job->status & IMB_STATUS_COMPLETED_AUTH ? SEC_LEFT_NO_SOURCE :
			SEC_LEFT_ALL;
	return req->s->c_mode == HISI_SEC_C_MODE_CBC ? SEC_LEFT_UNSURE : SEC_LEFT_NO_SOURCE;
}

/*
 * Keep what SEC_LEFT_UNSURE compares with (rule 4 of soft_guard.h). A job ciphers whole blocks, at
 * least one.
 */
static inline void
keep_first(struct sec_req *req, size_t block)
{
	if (block == SEC_BLOCK)
		memcpy(req->first, req->in, SEC_BLOCK);
	else
		memcpy(req->first, req->in, SEC_DES_BLOCK);
}

static inline void
set_cipher(IMB_JOB *job, IMB_CIPHER_MODE mode, struct sec_req *req)
{
	const struct sec_mb_key *mb = sec_key_mb(req->c_key, SEC_USE_CIPHER);

	job->cipher_mode = mode;
	job->cipher_direction = req->s->cipher == HISI_SEC_CIPHER_DECRYPT ? IMB_DIR_DECRYPT :
		IMB_DIR_ENCRYPT;
	if (req->s->c_alg <= HISI_SEC_C_ALG_3DES) {
		job->enc_keys = mode == IMB_CIPHER_DES ? (const void *)mb->des.schedule :
			(const void *)mb->des.each;
		job->dec_keys = job->enc_keys;
		job->key_len_in_bytes = mode == IMB_CIPHER_DES ? 8 : 24;
	} else {
		job->enc_keys = mb->aes.enc;
		job->dec_keys = mb->aes.dec;
		job->key_len_in_bytes = req->s->c_key_len;
	}
	job->iv = req->iv;
	job->iv_len_in_bytes = req->s->c_iv_len;
	job->src = req->in;
	job->dst = req->out;
	job->cipher_start_src_offset_in_bytes = 0;
	job->msg_len_to_cipher_in_bytes = req->c_len;
}

static inline void
set_hash(IMB_JOB *job, struct sec_req *req, uint8_t alg, const uint8_t *data)
{
	struct sec_key *key = req->a_key;
	const struct sec_mb_key *mb;

	job->hash_alg = alg;
	job->hash_start_src_offset_in_bytes = data - job->src;
	job->msg_len_to_hash_in_bytes = req->a_len;
	job->auth_tag_output_len_in_bytes = soft_sec_mb_hashes[req->s->a_alg].len;
	job->auth_tag_output = mac_place(req, job->auth_tag_output_len_in_bytes);
	if (req->s->alg->mac == SEC_MAC_HMAC) {
		job->u.HMAC._hashed_auth_key_xor_ipad = sec_key_inner(key);
		job->u.HMAC._hashed_auth_key_xor_opad = sec_key_outer(key, req->s->outer_at);
	} else if (req->s->alg->mac == SEC_MAC_XCBC) {
		mb = sec_key_mb(key, SEC_USE_AUTH);
		job->u.XCBC._k1_expanded = (const void *)mb->aes.enc;
		job->u.XCBC._k2 = mb->aes.whole;
		job->u.XCBC._k3 = mb->aes.padded;
	} else if (req->s->alg->mac == SEC_MAC_CMAC) {
		mb = sec_key_mb(key, SEC_USE_AUTH);
		job->u.CMAC._key_expanded = mb->aes.enc;
		job->u.CMAC._skey1 = mb->aes.whole;
		job->u.CMAC._skey2 = mb->aes.padded;
	}
}

/* The library counts in the last four bytes of the counter alone. */
static bool
counter_wraps(const struct sec_req *req)
{
	uint32_t low;

	memcpy(&low, req->iv + 12, sizeof(low));
	low = __builtin_bswap32(low);
	return low + (uint64_t)(req->c_len + SEC_BLOCK - 1) / SEC_BLOCK > UINT32_MAX;
}

/*
 * The library has lanes for DES in its AVX512 code alone. With version 2.0 our jobs gave wrong
 * output there, so that OpenSSL does this work.
 */
static bool
has_des_lanes(const struct sec_mb *mb)
{
	return IMB_VERSION_NUM < IMB_VERSION(2, 0, 0) && mb->mgr->used_arch == IMB_ARCH_AVX512;
}

/* Mode of a cipher alone; 0 if OpenSSL is not slower, or the library lacks it. */
static IMB_CIPHER_MODE
cipher_mode(const struct sec_mb *mb, const struct sec_req *req)
{
	const unsigned int none = 0;

	if (req->s->c_alg <= HISI_SEC_C_ALG_3DES) {
		if (req->s->c_mode != HISI_SEC_C_MODE_CBC || !mb->has_lanes || !has_des_lanes(mb))
			return none;
		return req->s->c_alg == HISI_SEC_C_ALG_DES ? IMB_CIPHER_DES : IMB_CIPHER_DES3;
	}
	if (req->s->c_alg != HISI_SEC_C_ALG_AES)
		return none;
	switch (req->s->c_mode) {
	case HISI_SEC_C_MODE_ECB:
		return IMB_CIPHER_ECB;
	case HISI_SEC_C_MODE_CBC:
		/* Decryption works on several blocks of one message, and needs no others. */
		return mb->has_lanes || req->s->cipher == HISI_SEC_CIPHER_DECRYPT ?
			IMB_CIPHER_CBC : none;
	case HISI_SEC_C_MODE_CTR:
		return counter_wraps(req) ? none : IMB_CIPHER_CNTR;
	default:
		return none;
	}
}

static bool __attribute__((noinline))
submit_cipher(struct sec_mb *mb, struct sec_req *req)
{
	IMB_CIPHER_MODE mode = cipher_mode(mb, req);
	IMB_JOB *job;

	if (mode == 0 || req->c_len > MAX_JOB_LEN)
		return false;
	if (req->in == req->out && req->s->c_mode == HISI_SEC_C_MODE_CBC)
		keep_first(req, req->s->c_alg <= HISI_SEC_C_ALG_3DES ? SEC_DES_BLOCK : SEC_BLOCK);
	job = IMB_GET_NEXT_JOB(mb->mgr);
	set_cipher(job, mode, req);
	job->chain_order = IMB_ORDER_CIPHER_HASH;
	job->hash_alg = IMB_AUTH_NULL;
	submit(mb, job, req);
	return true;
}

/*
 * The AVX512 code of CMAC reads 16 bytes where the last block begins, even if the message ends
 * before. That does no harm within the page, but the page behind it may not be mapped.
 */
static bool
reads_beyond_page(const struct sec_req *req)
{
	uint32_t tail = req->a_len % SEC_BLOCK;
	uintptr_t last = (uintptr_t)req->aad + req->a_len - tail;

	return req->s->alg->mac == SEC_MAC_CMAC && tail != 0 &&
		(last & (PAGE - 1)) > PAGE - SEC_BLOCK;
}

static bool __attribute__((noinline))
submit_digest(struct sec_mb *mb, struct sec_req *req)
{
	IMB_JOB *job;

	if (req->s->alg->mac == SEC_MAC_GMAC) {
		gcm(mb, req->a_key, SEC_USE_AUTH, req, req->a_iv, 0);
		return true;
	}
	if (!mb->has_lanes || req->s->part != 0 ||
			req->a_len > MAX_JOB_LEN || req->a_len == 0 ||
			req->s->mac_len > soft_sec_mb_hashes[req->s->a_alg].len ||
			reads_beyond_page(req))
		return false;
	job = IMB_GET_NEXT_JOB(mb->mgr);
	job->cipher_mode = IMB_CIPHER_NULL;
	job->cipher_direction = IMB_DIR_ENCRYPT;
	job->chain_order = IMB_ORDER_HASH_CIPHER;
	job->src = req->aad;
	set_hash(job, req, soft_sec_mb_hashes[req->s->a_alg].alg, req->aad);
	submit(mb, job, req);
	return true;
}

/* One job for cipher and MAC. */
static bool __attribute__((noinline))
submit_chain(struct sec_mb *mb, struct sec_req *req)
{
	bool decrypt = req->s->cipher == HISI_SEC_CIPHER_DECRYPT;
	IMB_JOB *job;

	if (!mb->has_lanes || req->a_len > MAX_JOB_LEN)
		return false;
	if (!decrypt && req->in == req->out)
		keep_first(req, SEC_BLOCK);
	job = IMB_GET_NEXT_JOB(mb->mgr);
	set_cipher(job, IMB_CIPHER_CBC, req);
	job->chain_order = decrypt ? IMB_ORDER_HASH_CIPHER : IMB_ORDER_CIPHER_HASH;
	set_hash(job, req, req->s->job_hash, req->aad);
	submit(mb, job, req);
	return true;
}

/* The library makes B0 and the counter itself: those of the request must be as in the standard. */
static bool
ccm_is_standard(const struct sec_req *req)
{
	unsigned int l = (req->iv[0] & 7) + 1;
	uint8_t iv[SEC_BLOCK] = { 0 }, b0[SEC_BLOCK];

	memcpy(iv, req->iv, SEC_BLOCK - l);
	iv[0] = l - 1;
	memcpy(b0, iv, sizeof(b0));
	iv[SEC_BLOCK - 1] = 1;
	b0[0] += 8 * ((req->s->icv_len - 2) / 2) + (req->a_len != 0 ? 64 : 0);
	b0[SEC_BLOCK - 2] = req->c_len >> 8;
	b0[SEC_BLOCK - 1] = req->c_len & 0xff;
	return memcmp(iv, req->iv, sizeof(iv)) == 0 && memcmp(b0, req->a_iv, sizeof(b0)) == 0;
}

static bool __attribute__((noinline))
submit_ccm(struct sec_mb *mb, struct sec_req *req)
{
	IMB_JOB *job;

	if (!mb->has_lanes || req->s->c_key_len == IMB_KEY_192_BYTES || req->c_len == 0 ||
			req->c_len > MAX_JOB_LEN || req->a_len > MAX_CCM_AAD ||
			!ccm_is_standard(req))
		return false;
	job = IMB_GET_NEXT_JOB(mb->mgr);
	set_cipher(job, IMB_CIPHER_CCM, req);
	job->iv = req->iv + 1;
	job->iv_len_in_bytes = SEC_BLOCK - 2 - (req->iv[0] & 7);
	job->chain_order = req->s->cipher == HISI_SEC_CIPHER_DECRYPT ? IMB_ORDER_CIPHER_HASH :
		IMB_ORDER_HASH_CIPHER;
	job->hash_alg = IMB_AUTH_AES_CCM;
	job->hash_start_src_offset_in_bytes = 0;
	job->msg_len_to_hash_in_bytes = req->c_len;
	job->auth_tag_output = mac_place(req, req->s->mac_len);
	job->auth_tag_output_len_in_bytes = req->s->mac_len;
	job->u.CCM.aad = req->aad;
	job->u.CCM.aad_len_in_bytes = req->a_len;
	submit(mb, job, req);
	return true;
}

static bool
mb_serve(void *state, struct sec_req *req)
{
	gcm(state, req->c_key, SEC_USE_CIPHER, req, req->iv, req->c_len);
	return true;
}

static void
mb_begin(void *state, unsigned int n)
{
	struct sec_mb *mb = state;

	mb->has_lanes = n >= MIN_LANES;
}

/* Each kind has a function of its own, so that none saves registers for what another needs. */
static bool
mb_submit(void *state, struct sec_req *req)
{
	struct sec_mb *mb = state;

	switch (req->s->kind) {
	case SEC_CIPHER:
		return submit_cipher(mb, req);
	case SEC_DIGEST:
		return submit_digest(mb, req);
	case SEC_CHAIN:
		return submit_chain(mb, req);
	case SEC_AEAD:
		return submit_ccm(mb, req);
	default:
		return false;
	}
}

const struct sec_executor soft_sec_mb = {
	.serve = mb_serve,
	.open = mb_open,
	.close = mb_close,
	.plan = soft_sec_mb_plan,
	.key_size = soft_sec_mb_key_size,
	.derive = mb_derive,
	.begin = mb_begin,
	.submit = mb_submit,
	.collect = mb_collect,
	.flush = mb_flush,
	.left = mb_left,
	.reset = mb_reset,
};
