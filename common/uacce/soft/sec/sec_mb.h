/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_MB_H
#define SOFT_SEC_MB_H

/**
 * @file
 * The executor on ipsec-mb, which serves several requests in the lanes of one vector
 * register. Builds without the library have an executor that serves nothing.
 */

#include "sec_key.h"

#ifdef SOFT_HAVE_IPSEC_MB

/** A manager; NULL if there is no memory: OpenSSL then does everything. */
struct sec_mb *soft_sec_mb_open(void);
void soft_sec_mb_close(struct sec_mb *mb);

/** What is left to do for a request that is pending, before soft_sec_mb_reset(). */
enum sec_left soft_sec_mb_left(const struct sec_req *req);

/** Forget all jobs: a fault was inside the manager. */
void soft_sec_mb_reset(struct sec_mb *mb);

/** A batch of @p n requests begins. */
void soft_sec_mb_begin(struct sec_mb *mb, unsigned int n);

/** IMB_HASH_ALG of a chain of this shape that can be one job; 0: it cannot. */
uint8_t soft_sec_mb_chain_hash(const struct sec_shape *s);

/**
 * Take a request, if this executor can serve it.
 *
 * @return
 *   Whether it was taken: it is served, or pending until soft_sec_mb_flush() or an
 *   earlier call serves it.
 */
bool soft_sec_mb_submit(struct sec_mb *mb, struct sec_req *req);

/** Serve a request that needs no job (struct sec_shape, at_once). */
void soft_sec_mb_serve(struct sec_mb *mb, struct sec_req *req);

/** Learn which requests are not pending any more; serves none. */
void soft_sec_mb_collect(struct sec_mb *mb);

/** Serve all that is pending. */
void soft_sec_mb_flush(struct sec_mb *mb);

/** Bytes that soft_sec_mb_key_make() writes behind an entry. */
size_t soft_sec_mb_key_size(union sec_key_id id);

/** Derive from a key what this executor needs; @p mb may be NULL. */
void soft_sec_mb_key_make(const struct sec_mb *mb, struct sec_key *key);

#else /* SOFT_HAVE_IPSEC_MB */

static inline uint8_t
soft_sec_mb_chain_hash(const struct sec_shape *s)
{
	(void)s;
	return 0;
}

static inline struct sec_mb *
soft_sec_mb_open(void)
{
	return NULL;
}

static inline void
soft_sec_mb_close(struct sec_mb *mb)
{
	(void)mb;
}

static inline enum sec_left
soft_sec_mb_left(const struct sec_req *req)
{
	(void)req;
	return SEC_LEFT_ALL;
}

static inline void
soft_sec_mb_reset(struct sec_mb *mb)
{
	(void)mb;
}

static inline void
soft_sec_mb_begin(struct sec_mb *mb, unsigned int n)
{
	(void)mb;
	(void)n;
}

static inline void
soft_sec_mb_serve(struct sec_mb *mb, struct sec_req *req)
{
	(void)mb;
	(void)req;
}

static inline bool
soft_sec_mb_submit(struct sec_mb *mb, struct sec_req *req)
{
	(void)mb;
	(void)req;
	return false;
}

static inline void
soft_sec_mb_collect(struct sec_mb *mb)
{
	(void)mb;
}

static inline void
soft_sec_mb_flush(struct sec_mb *mb)
{
	(void)mb;
}

static inline size_t
soft_sec_mb_key_size(union sec_key_id id)
{
	(void)id;
	return 0;
}

static inline void
soft_sec_mb_key_make(const struct sec_mb *mb, struct sec_key *key)
{
	(void)mb;
	(void)key;
}

#endif /* SOFT_HAVE_IPSEC_MB */

#endif /* SOFT_SEC_MB_H */
