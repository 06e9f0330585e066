/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_SOFT_SEC_PAGE_H
#define TEST_UACCE_TEST_SOFT_SEC_PAGE_H

/**
 * @file
 * Requests of every algorithm with pages of their own: all that a request points to
 * begins or ends a page, before and behind which nothing is mapped.
 */

#include "hw/hisi_sgl_hw.h"
#include "soft_sec_user.h"

#define PAGE_NB		300	/**< requests at once, of up to as many bytes */
#define PAGE_MAX_LEN	(PAGE_NB + 16)
#define PAGE_MAX_AAD	40
#define PAGE_MAX_MAC	64

/** Pages of a request. */
enum page_use {
	PAGE_SRC,
	PAGE_DST,
	PAGE_AAD,	/**< of lists */
	PAGE_MAC,
	PAGE_C_KEY,
	PAGE_A_KEY,
	PAGE_C_IV,
	PAGE_A_IV,
	PAGE_NB_USES,
};

/** Where the buffers of a request are. */
enum page_layout {
	PAGE_APART,
	PAGE_IN_PLACE,
	PAGE_LISTS,	/**< AAD and payload in entries of their own; apart */
	PAGE_NB_LAYOUTS,
};

struct page_list {
	struct hisi_sgl head;
	struct hisi_sge entry[2];
} __attribute__((aligned(HISI_SGL_ALIGN)));

/** A request, and what it is to give. */
struct page_request {
	struct sec_spec spec;
	uint32_t aad_len;	/**< at the start of the source */
	uint32_t len;		/**< of all of it */
	unsigned int c_key_len;
	unsigned int a_key_len;
	unsigned int c_iv_len;
	unsigned int a_iv_len;
	unsigned int mac_len;
	uint8_t c_key[64];
	uint8_t a_key[128];
	uint8_t c_iv[16];
	uint8_t a_iv[16];
	uint8_t in[PAGE_MAX_AAD + PAGE_MAX_LEN];
	uint8_t out[PAGE_MAX_LEN];
	uint8_t mac[PAGE_MAX_MAC];
	uint8_t *dst;		/**< where out is to be */
	struct page_list src_list;
	struct page_list dst_list;
};


/** Requests that are placed by their index here. */
extern struct page_request page_set[PAGE_NB];

/** Fixture of a group: map all pages, and unmap them. */
int page_open(void **state);
int page_close(void **state);

/** The page of a request, as long as page_size(). */
uint8_t *page_of(enum page_use use, unsigned int i);
size_t page_size(void);

/** Make request @p i of the set, of about @p len bytes, out of rows of soft_sec_user.h. */
void page_make_cipher(unsigned int i, uint64_t *rng, const struct sec_cipher_row *row,
		bool decrypt, uint32_t len);
void page_make_digest(unsigned int i, uint64_t *rng, const struct sec_auth_row *row, uint32_t len);
void page_make_chain(unsigned int i, uint64_t *rng, const struct sec_cipher_row *cipher,
		const struct sec_auth_row *auth, bool decrypt, uint32_t len);
void page_make_aead(unsigned int i, uint64_t *rng, const struct sec_cipher_row *row,
		bool decrypt, uint32_t len);

/** Fill the pages of a request, at their ends or at their starts. */
void page_place(unsigned int i, bool at_end, enum page_layout layout);

/** It was served, gave what it should, and wrote nothing beside. */
void page_check(unsigned int i, const struct sec_sqe *sqe, enum page_layout layout);

#endif /* TEST_UACCE_TEST_SOFT_SEC_PAGE_H */
