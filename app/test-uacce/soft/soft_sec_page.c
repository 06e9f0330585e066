/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <rte_common.h>

#include "soft_sec_page.h"
#include "soft_sec_openssl.h"

/* Bytes around what a request may write to. */
#define AROUND	64

static struct {
	uint8_t *map;
	size_t page;
} area;

static uint8_t untouched[AROUND];

struct page_request page_set[PAGE_NB];

int
page_open(void **state __rte_unused)
{
	unsigned int i;

	memset(untouched, 0x5a, sizeof(untouched));
	area.page = sysconf(_SC_PAGESIZE);
	area.map = mmap(NULL, (2 * PAGE_NB * PAGE_NB_USES + 1) * area.page, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area.map == MAP_FAILED)
		return -1;
	for (i = 0; i < PAGE_NB * PAGE_NB_USES; i++)
		if (mprotect(area.map + (2 * i + 1) * area.page, area.page,
				PROT_READ | PROT_WRITE) != 0)
			return -1;
	return 0;
}

int
page_close(void **state __rte_unused)
{
	return munmap(area.map, (2 * PAGE_NB * PAGE_NB_USES + 1) * area.page);
}

size_t
page_size(void)
{
	return area.page;
}

uint8_t *
page_of(enum page_use use, unsigned int i)
{
	return area.map + (2 * (PAGE_NB * use + i) + 1) * area.page;
}

/* Room for so many bytes at the end or at the start of a page, filled with these. */
static uint8_t *
edge(enum page_use use, unsigned int i, bool at_end, const void *data, size_t len)
{
	uint8_t *page = page_of(use, i);
	uint8_t *at = at_end ? page + area.page - len : page;

	assert_true(len + AROUND <= area.page);
	memset(at_end ? at - AROUND : at + len, 0x5a, AROUND);
	if (data != NULL)
		memcpy(at, data, len);
	else
		memset(at, 0x5a, len);
	return at;
}

/* Assert that nothing was written beside some room. */
static void
check_around(const uint8_t *at, size_t len)
{
	bool at_end = ((uintptr_t)(at + len) & (area.page - 1)) == 0;

	assert_memory_equal(at_end ? at - AROUND : at + len, untouched, AROUND);
}

static const void *
list_set(struct page_list *list, const void *aad, uint32_t aad_len, const void *data, uint32_t len)
{
	unsigned int n = 0;

	memset(list, 0, sizeof(*list));
	if (aad_len != 0) {
		list->entry[n].addr = (uintptr_t)aad;
		list->entry[n++].len = aad_len;
	}
	if (len != 0) {
		list->entry[n].addr = (uintptr_t)data;
		list->entry[n++].len = len;
	}
	list->head.entry_sum_in_sgl = n;
	return list;
}

static void
place_lists(struct page_request *r, unsigned int i, bool at_end)
{
	const uint8_t *aad = edge(PAGE_AAD, i, at_end, r->in, r->aad_len);
	const uint8_t *src = edge(PAGE_SRC, i, at_end, r->in + r->aad_len, r->len - r->aad_len);

	r->dst = edge(PAGE_DST, i, at_end, NULL, r->spec.c_len);
	r->spec.src_list = 1;
	r->spec.dst_list = r->spec.cipher != 0;
	r->spec.src = list_set(&r->src_list, aad, r->aad_len, src, r->len - r->aad_len);
	r->spec.dst = list_set(&r->dst_list, aad, r->aad_len, r->dst, r->spec.c_len);
}

static void
place_flat(struct page_request *r, unsigned int i, bool at_end, bool in_place)
{
	uint8_t *src = edge(PAGE_SRC, i, at_end, r->in, r->len), *dst = src;

	if (!in_place)
		dst = edge(PAGE_DST, i, at_end, NULL, r->len);
	r->spec.src_list = 0;
	r->spec.dst_list = 0;
	r->spec.src = src;
	r->spec.dst = dst;
	r->dst = dst + r->aad_len;
}

void
page_place(unsigned int i, bool at_end, enum page_layout layout)
{
	struct page_request *r = &page_set[i];
	struct sec_spec *s = &r->spec;
	bool verifies = r->mac_len != 0 && s->cipher == 2;

	s->de = s->cipher != 0 && layout != PAGE_IN_PLACE;
	if (layout == PAGE_LISTS)
		place_lists(r, i, at_end);
	else
		place_flat(r, i, at_end, layout == PAGE_IN_PLACE);
	s->mac = edge(PAGE_MAC, i, at_end, verifies ? r->mac : NULL, r->mac_len);
	s->c_key_at = edge(PAGE_C_KEY, i, at_end, r->c_key, r->c_key_len);
	s->a_key_at = edge(PAGE_A_KEY, i, at_end, r->a_key, r->a_key_len);
	s->c_iv = edge(PAGE_C_IV, i, at_end, r->c_iv, r->c_iv_len);
	s->a_iv = edge(PAGE_A_IV, i, at_end, r->a_iv, r->a_iv_len);
}

void
page_check(unsigned int i, const struct sec_sqe *sqe, enum page_layout layout)
{
	const struct page_request *r = &page_set[i];
	const struct sec_spec *s = &r->spec;

	if (sqe->byte[SEC_ERROR_AT] != HISI_SEC_OK)
		fail_msg("c_alg %u mode %u, a_alg 0x%02x, layout %u, request %u of %u bytes: "
				"error 0x%02x", s->c_alg, s->c_mode, s->a_alg, layout, i, r->len,
				sqe->byte[SEC_ERROR_AT]);
	assert_int_equal(sec_done_flag(sqe), s->cipher == 0 ? 0x0081 :
			r->mac_len == 0 ? 0x0101 : 0x0181);
	if (s->cipher != 0) {
		assert_memory_equal(r->dst, r->out, s->c_len);
		if (layout == PAGE_LISTS)
			check_around(r->dst, s->c_len);
		else
			check_around(s->dst, r->len);
	}
	if (r->mac_len != 0) {
		assert_memory_equal(s->mac, r->mac, r->mac_len);
		check_around(s->mac, r->mac_len);
	}
}

static void
set_cipher(struct page_request *r, const struct sec_cipher_row *row, bool decrypt, uint32_t len)
{
	struct sec_spec *s = &r->spec;

	s->cipher = decrypt ? 2 : 1;
	s->c_alg = row->alg;
	s->c_mode = row->mode;
	s->c_key = row->code;
	s->c_width = row->mode == HISI_SEC_C_MODE_CBC_CS ? 1 + len % 3 : 0;
	s->ctr_mode = 2;
	r->c_key_len = row->key_len;
	r->c_iv_len = row->mode == HISI_SEC_C_MODE_ECB ? 0 : row->alg <= 1 ? 8 : 16;
	s->c_len = len;
	if (row->mode <= HISI_SEC_C_MODE_CBC)
		s->c_len = RTE_ALIGN_CEIL(len, row->alg <= 1 ? 8 : 16);
	else if (row->mode == HISI_SEC_C_MODE_XTS)
		s->c_len = RTE_MAX(len, 16u);
	else if (row->mode == HISI_SEC_C_MODE_CBC_CS)
		s->c_len = RTE_MAX(len, 17u);
	s->a_off = 0;
	s->c_off = r->aad_len;
	r->len = r->aad_len + s->c_len;
}

static void
set_auth(struct page_request *r, const struct sec_auth_row *row)
{
	struct sec_spec *s = &r->spec;

	s->auth = s->cipher == 2 ? 2 : 1;
	s->a_alg = row->alg;
	s->mac_words = row->len / 4;
	s->a_key_words = row->max_key;
	s->ai_gen = row->alg == HISI_SEC_A_ALG_AES_GMAC;
	s->scene = 7;
	r->mac_len = row->len;
	r->a_key_len = 4 * row->max_key;
	r->a_iv_len = s->ai_gen ? 12 : 0;
}

/* Begin a request with random bytes. */
static struct page_request *
fill(unsigned int i, uint64_t *rng)
{
	struct page_request *r = &page_set[i];

	memset(r, 0, sizeof(*r));
	rng_fill(rng, r->in, sizeof(r->in));
	rng_fill(rng, r->c_key, sizeof(r->c_key));
	rng_fill(rng, r->a_key, sizeof(r->a_key));
	rng_fill(rng, r->c_iv, sizeof(r->c_iv));
	rng_fill(rng, r->a_iv, sizeof(r->a_iv));
	return r;
}

void
page_make_cipher(unsigned int i, uint64_t *rng, const struct sec_cipher_row *row, bool decrypt,
		uint32_t len)
{
	struct page_request *r = fill(i, rng);

	set_cipher(r, row, decrypt, len);
	ref_cipher(&r->spec, r->c_key, r->c_key_len, r->c_iv, r->in, r->out);
}

void
page_make_digest(unsigned int i, uint64_t *rng, const struct sec_auth_row *row, uint32_t len)
{
	struct page_request *r = fill(i, rng);

	r->len = len;
	r->spec.a_len = len;
	set_auth(r, row);
	ref_mac(row->alg, r->a_key, r->a_key_len, r->a_iv, r->in, len, r->mac);
}

void
page_make_chain(unsigned int i, uint64_t *rng, const struct sec_cipher_row *cipher,
		const struct sec_auth_row *auth, bool decrypt, uint32_t len)
{
	struct page_request *r = fill(i, rng);
	struct sec_spec *s = &r->spec;
	uint8_t data[PAGE_MAX_AAD + PAGE_MAX_LEN];

	r->aad_len = len % 3 == 0 ? 0 : len % PAGE_MAX_AAD;
	set_cipher(r, cipher, decrypt, len);
	set_auth(r, auth);
	s->scene = 0;
	s->seq = decrypt;
	s->a_len = r->len;
	ref_cipher(s, r->c_key, r->c_key_len, r->c_iv, r->in + r->aad_len, r->out);
	memcpy(data, r->in, r->len);
	if (!decrypt)
		memcpy(data + r->aad_len, r->out, s->c_len);
	ref_mac(s->a_alg, r->a_key, r->a_key_len, NULL, data, s->a_len, r->mac);
}

void
page_make_aead(unsigned int i, uint64_t *rng, const struct sec_cipher_row *row, bool decrypt,
		uint32_t len)
{
	struct page_request *r = fill(i, rng);
	struct sec_spec *s = &r->spec;

	r->aad_len = len % 5 == 0 ? 0 : len % PAGE_MAX_AAD;
	set_cipher(r, row, decrypt, len);
	s->seq = decrypt;
	s->a_len = r->aad_len;
	s->icv_len = 16;
	r->mac_len = 16;
	if (row->mode == HISI_SEC_C_MODE_GCM) {
		r->c_iv_len = 12;
	} else {
		/* 4.8: a nonce of 12 bytes. */
		r->c_iv[0] = 2;
		r->c_iv[13] = 0;
		r->c_iv[14] = 0;
		r->c_iv[15] = 1;
		memcpy(r->a_iv, r->c_iv, 16);
		r->a_iv[0] = 2 + 8 * 7 + (r->aad_len != 0 ? 64 : 0);
		r->a_iv[14] = s->c_len >> 8;
		r->a_iv[15] = s->c_len & 0xff;
		r->a_iv_len = 16;
	}
	ref_aead(s, r->c_key, r->c_key_len, r->c_iv, r->a_iv, r->in, r->in + r->aad_len, r->out,
			r->mac);
}
