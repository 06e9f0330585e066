/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_H
#define SOFT_SEC_H

/**
 * @file
 * Inside of the SEC engine: what its files share.
 *
 * sec_engine.c serves batches and writes results, sec_descriptor.c takes descriptors of
 * either type apart and checks them, sec_memory.c reaches and linearises memory,
 * sec_key.c keeps what was derived from keys, sec_ssl.c does the work with
 * OpenSSL, with sec_mode.c for modes and sec_hash.c for states that OpenSSL
 * does not give; sec_mb.c does what it can with ipsec-mb instead.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "../../hw/hisi_sec_bd.h"
#include "../soft_mem.h"
#include "sec_hash.h"

/** Descriptors at once: twice the lanes of the widest multi-buffer code. */
#define SEC_BATCH	32
/** Requests that may wait: what all lanes hold in two steps, and a batch. Power of two. */
#define SEC_NB_REQS	64u

#define SEC_BLOCK	16	/* bytes, AES and SM4 */
#define SEC_MAX_KEY	128	/* bytes: an HMAC key of the SHA-512 group */

/** What a request is (4.13). */
enum sec_kind {
	SEC_NOTHING,		/**< invalid bit: to be completed, no more */
	SEC_CIPHER,
	SEC_DIGEST,
	SEC_CHAIN,		/**< CBC and HMAC */
	SEC_AEAD,		/**< CCM and GCM in one shot */
	SEC_GCM_FIRST,		/**< parts of a GCM stream (4.9) */
	SEC_GCM_MIDDLE,
	SEC_GCM_LAST,
};

/** Part of a hash (4.6). */
#define SEC_PART_FROM_STATE	1	/**< goes on from a state */
#define SEC_PART_TO_STATE	2	/**< ends with a state */

/** MAC algorithms apart from hashes and HMAC. */
enum sec_mac {
	SEC_MAC_HASH,
	SEC_MAC_HMAC,
	SEC_MAC_XCBC,
	SEC_MAC_CMAC,
	SEC_MAC_GMAC,
};

/** An authentication algorithm, by its number. */
struct sec_auth_alg {
	const struct sec_hash *hash;	/**< NULL for those made of AES */
	uint8_t mac;			/**< enum sec_mac */
	uint8_t len;			/**< of the whole MAC, bytes; 0: no such algorithm */
	uint8_t first_type;		/**< type of descriptor that has it first */
	uint8_t chain_type;		/**< the same in a chain; 0: none */
};

/** A range that was mapped, to be unmapped. */
struct sec_map {
	void *ptr;
	uint32_t len;
	bool write;
};

#define SEC_NB_MAPS	3	/* AAD, source, destination */

struct sec_key;

/** Which key of a request. */
enum sec_key_use {
	SEC_USE_CIPHER,
	SEC_USE_AUTH,
};

/** What shapes the things derived from a key. */
union sec_key_id {
	struct {
		uint8_t use;	/**< enum sec_key_use */
		uint8_t alg;	/**< c_alg or a_alg */
		uint8_t mode;	/**< c_mode */
		uint8_t len;	/**< bytes; 0: no key */
	};
	uint32_t word;		/**< all of it, to be compared */
};

/** What is served most, and has a short way in soft_sec_map(). */
enum sec_quick {
	SEC_QUICK_NONE,
	SEC_QUICK_CHAIN,	/**< flat buffers on both sides */
	SEC_QUICK_GCM,		/**< lists of AAD and payload on both sides, served at once */
};

/**
 * What the control words of a descriptor say, and what follows from them alone. A queue
 * sees the same few again and again: see soft_sec_decode().
 */
struct sec_shape {
	uint8_t error;		/**< enum hisi_sec_error */
	uint8_t kind;		/**< enum sec_kind */
	uint8_t type;
	uint8_t cipher;		/**< enum hisi_sec_cipher */
	uint8_t auth;		/**< enum hisi_sec_auth */
	uint8_t scene;
	uint8_t de;
	uint8_t src_type;	/**< enum hisi_sec_addr */
	uint8_t dst_type;
	uint8_t mac_type;
	uint8_t c_alg;
	uint8_t c_mode;
	uint8_t c_width;
	uint8_t c_key_code;
	uint8_t ci_gen;
	uint8_t ai_gen;
	uint8_t pad;		/**< enum hisi_sec_pad */
	uint8_t a_alg;
	uint8_t icv_len;	/**< bytes */
	uint8_t mac_words;
	uint8_t a_key_words;
	uint8_t ctr_mode;
	bool seq;		/**< authenticate first */
	bool invalid;
	bool reserved;		/**< something is set that must not be */
	uint8_t c_key_len;	/**< bytes; XTS: both halves */
	uint8_t c_iv_len;	/**< bytes to read */
	uint8_t a_iv_len;	/**< bytes to read: state, B0, IV */
	uint8_t a_key_len;	/**< bytes */
	uint8_t mac_len;	/**< bytes to write or to verify */
	uint8_t part;		/**< SEC_PART_* */
	bool verifies;		/**< the MAC is there to be compared, not to be written */
	uint8_t quick;		/**< enum sec_quick */
	uint8_t chain_hash;	/**< soft_sec_mb_chain_hash() */
	uint8_t outer_at;	/**< sec_key_outer() */
	bool at_once;		/**< served by a call that keeps nothing: it may fault */
	uint8_t c_least;	/**< bytes to cipher, at least */
	uint8_t c_mask;		/**< bits that are 0 in the number of these bytes */
	uint16_t done;		/**< done_flag of a success, but for the icv */
	union sec_key_id key_id[2];	/**< by use */
	const struct sec_auth_alg *alg;
};

/** Words that make a shape: all but addresses, lengths and tag. */
struct sec_words {
	uint64_t w[4];
};

#define SEC_NB_SHAPES	128u	/* places; power of two */
#define SEC_MAX_SHAPES	96u	/* kept at once: the rest are empty, and end a search */

/** What is left to do for a request whose job a fault ended, its own or another's. */
enum sec_left {
	SEC_LEFT_NOTHING,	/**< it was served */
	SEC_LEFT_MAC,		/**< the cipher is done, the MAC is not */
	SEC_LEFT_ALL,		/**< all of it: the source is as it was */
	SEC_LEFT_UNSURE,	/**< the source was overwritten if its first block differs */
	SEC_LEFT_NO_SOURCE,	/**< the source was overwritten, at least in part */
};

/** One request. Its descriptor is read once: it is shared memory. */
struct sec_req {
	const struct sec_shape *s;	/**< stays until the requests taken are finished */
	void *sqe;		/**< where the result goes */
	uint8_t error;		/**< enum hisi_sec_error */
	uint8_t icv;		/**< of done_flag */
	bool pending;		/**< its job is inside the multi-buffer manager */
	bool mac_is_placed;	/**< there is none to be stored, or it is there already */
	uint32_t number;	/**< of those that wait, as struct soft_sec counts */

	/* sec_descriptor.c */
	uint16_t a_off;
	uint16_t c_off;
	uint32_t a_len;
	uint32_t c_len;
	uint64_t long_len;
	uint64_t src_addr;
	uint64_t dst_addr;
	uint64_t mac_addr;
	uint64_t c_key_addr;
	uint64_t a_key_addr;
	uint64_t c_iv_addr;
	uint64_t a_iv_addr;

	/* sec_memory.c and sec_key.c: where it is */
	const uint8_t *aad;	/**< AEAD: a_len bytes; otherwise what is authenticated */
	const uint8_t *in;	/**< c_len bytes */
	uint8_t *out;		/**< c_len bytes; may be @p in */
	uint8_t *mac_at;	/**< where to write the MAC; NULL: only by soft_sec_store() */
	bool bounced;		/**< takes bounce memory */
	bool scatter;		/**< out is to be copied to its list or buffer */
	uint8_t nb_maps;
	uint8_t left;		/**< enum sec_left */
	struct sec_key *c_key;
	struct sec_key *a_key;
	uint8_t iv[SEC_BLOCK];
	uint8_t mac[SEC_MAX_STATE];
	uint8_t want[SEC_MAX_STATE];	/**< MAC to verify */
	/* Seldom used. */
	void *job;		/**< sec_mb.c */
	union {
		uint8_t a_iv[SEC_MAX_STATE];
		/** Of what lanes of CBC cipher in place, as it was: these have no other IV. */
		uint8_t first[SEC_BLOCK];
	};
	struct sec_map maps[SEC_NB_MAPS];
};

/**
 * Linear memory of a batch: taken in parts, all of which are wiped and given back at once.
 * It is of one size; larger is only what a mode asks for that goes in no pieces, and is
 * freed when that is done.
 */
#define SEC_BOUNCE_SIZE	(512u << 10)
/** Bytes of a request, AAD included, up to which lists are copied whole. */
#define SEC_MAX_LINEAR	(160u << 10)
/** Bytes of a piece, where they are not: whole blocks of any algorithm. */
#define SEC_PIECE	(64u << 10)

struct sec_bounce {
	uint8_t *mem;
	size_t size;
	size_t used;
};

/** Where a fault finds a queue's engine. */
enum sec_stage {
	SEC_STAGE_TAKE,		/**< one is read, mapped, served by OpenSSL, or finished at once */
	SEC_STAGE_SUBMIT,	/**< one is in the hands of the multi-buffer manager */
	SEC_STAGE_FLUSH,	/**< the manager serves what waits */
	SEC_STAGE_AGAIN,	/**< one is served again whose job ended by a fault */
	SEC_STAGE_FINISH,	/**< results of one that had to wait are written */
};

static inline uint64_t
sec_load64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/** Compare keys and MACs, in a time that depends on nothing but their length. */
static inline bool
sec_is_same(const uint8_t *a, const uint8_t *b, size_t len)
{
	uint64_t diff = 0;
	size_t i;

	if (len < sizeof(diff)) {
		for (i = 0; i < len; i++) {
			diff |= a[i] ^ b[i];
			/* The compiler does not know what it has, and cannot end early. */
			__asm__ volatile ("" : "+r" (diff));
		}
		return diff == 0;
	}
	/* First and last word, which may overlap, and those between. */
	diff = sec_load64(a) ^ sec_load64(b);
	diff |= sec_load64(a + len - sizeof(diff)) ^ sec_load64(b + len - sizeof(diff));
	__asm__ volatile ("" : "+r" (diff));
	for (i = sizeof(diff); i < len - sizeof(diff); i += sizeof(diff)) {
		diff |= sec_load64(a + i) ^ sec_load64(b + i);
		__asm__ volatile ("" : "+r" (diff));
	}
	return diff == 0;
}

struct sec_mb;
struct sec_keys;
struct sec_key_slot;

/** One queue's engine. */
struct soft_sec {
	unsigned int qm;
	bool null_engine;
	struct sec_mb *mb;	/**< NULL: OpenSSL does everything */
	struct sec_keys *keys;
	struct sec_key_slot *last_slot[2];	/**< by use; sec_key.c looks there first */
	uint32_t nb_finds;	/**< keys that were not the last one, in this batch */
	bool many_keys;		/**< there were such in the batch before */
	struct sec_bounce bounce;
	struct {
		struct sec_words words;
		struct sec_shape shape;
	} shapes[SEC_NB_SHAPES];	/**< seen lately, sec_descriptor.c */
	unsigned int nb_shapes;
	uint64_t shapes_made;	/**< descriptors so far whose shape was not among them */
	/* The batch: its next descriptor, and how many are left. */
	const struct soft_mem *mem;
	uint8_t *sqe;
	unsigned int left;
	uint32_t taken;		/**< descriptors so far, free-running */
	uint32_t aged;		/**< the same when keys were looked at last */
	uint64_t taken_at;	/**< ms, when a call without work first saw as many taken */
	/* Requests that wait for jobs, oldest first; the next is taken behind them. */
	uint32_t head;
	uint32_t tail;
	enum sec_stage stage;
	uint32_t again;		/**< the request of SEC_STAGE_AGAIN, counted as tail */
	struct sec_req req[SEC_NB_REQS];
};

/** Whether requests wait for jobs. */
static inline bool
sec_waits(const struct soft_sec *sec)
{
	return sec->head != sec->tail;
}

/** Begin with no shape known. */
void soft_sec_decode_init(struct soft_sec *sec);

/**
 * Read and check a descriptor of 128 bytes.
 *
 * @return
 *   1: there is something to do. 0: there is not; the request holds an error, or its
 *   kind is SEC_NOTHING. -EAGAIN: the place of its shape is taken by requests that wait.
 */
int soft_sec_decode(struct soft_sec *sec, struct sec_req *req, const void *sqe);

/** Algorithms by number; NULL if there is none. */
const struct sec_auth_alg *soft_sec_auth_alg(uint8_t a_alg);

/**
 * Reach everything that a request needs: buffers, IVs, keys, the MAC. Each page is
 * touched, so that what faults does so here.
 *
 * @return
 *   0; 1: its lists are too large, and soft_sec_pieces() is to serve it; -EAGAIN: bounce memory or room for keys is taken by requests that wait;
 *   another negative errno, for soft_sec_error(). Then soft_sec_unmap() is to be called.
 */
int soft_sec_map(struct soft_sec *sec, struct sec_req *req);

/** The part of soft_sec_store() for a request that has something to be stored. */
int soft_sec_store_all(const struct soft_sec *sec, struct sec_req *req);

/**
 * Make the source of a request what it was, if it was overwritten in bounce memory: it
 * is copied again.
 *
 * @return
 *   0; -EFAULT; -EINVAL: there is no copy, or its list is another now.
 */
int soft_sec_refetch(struct soft_sec *sec, const struct sec_req *req);

/** Copy results of a request that is served to where they belong; negative errno. */
static inline int
soft_sec_store(const struct soft_sec *sec, struct sec_req *req)
{
	return req->scatter || !req->mac_is_placed ? soft_sec_store_all(sec, req) : 0;
}

/** The part of soft_sec_unmap() for a request that has something to be unmapped. */
void soft_sec_unmap_all(const struct soft_sec *sec, struct sec_req *req);

/** End of use, served or not. */
static inline void
soft_sec_unmap(const struct soft_sec *sec, struct sec_req *req)
{
	if (SOFT_UNLIKELY(req->nb_maps != 0))
		soft_sec_unmap_all(sec, req);
}

/** Serve a request whose lists are copied piece by piece; negative errno. */
int soft_sec_pieces(struct soft_sec *sec, struct sec_req *req);

/** All bounce memory is free again; some was used. */
void soft_sec_bounce_reset(struct soft_sec *sec);

/** Wipe and free bounce memory. */
void soft_sec_bounce_free(struct soft_sec *sec);

/** enum hisi_sec_error for a negative errno. */
uint8_t soft_sec_error(int ret);

/** Do the work of a request with OpenSSL; whether it was done. */
bool soft_sec_ssl(struct sec_req *req);

/** The same for the MAC alone, of a chain or an AEAD whose cipher is done in place. */
bool soft_sec_ssl_mac(struct sec_req *req);

#endif /* SOFT_SEC_H */
