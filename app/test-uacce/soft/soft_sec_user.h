/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_SOFT_SEC_H
#define TEST_UACCE_TEST_SOFT_SEC_H

/**
 * @file
 * A user of the soft SEC device: what a request is to do, its descriptor in either
 * type, and what the device made of it. Words are put together from the tables of
 * hardware_interface.rst 4.2 and 4.3, not from the macros that the device reads with.
 */

#include "hw/hisi_sec_bd.h"
#include "soft_user.h"

/** Offsets of a descriptor that tests poke at (4.2, 4.3). */
#define SEC_DONE_AT	112
#define SEC_ERROR_AT	114
#define SEC_SVA_AT	121

/** A request, as either type can say it. All 0 but for what a test wants. */
struct sec_spec {
	uint8_t cipher;		/**< 1 encrypt, 2 decrypt */
	uint8_t auth;		/**< 1 calculate, 2 verify */
	uint8_t seq;
	uint8_t de;
	uint8_t scene;
	uint8_t c_alg;
	uint8_t c_mode;
	uint8_t c_width;
	uint8_t c_key;		/**< code */
	uint8_t icv_len;
	uint8_t a_alg;
	uint8_t mac_words;
	uint8_t a_key_words;
	uint8_t ai_gen;
	uint8_t pad;
	uint8_t ctr_mode;	/**< type 3 */
	uint8_t mac_sel;	/**< type 3 */
	uint8_t invalid;
	uint8_t src_list;
	uint8_t dst_list;
	uint16_t a_off;
	uint16_t c_off;
	uint32_t a_len;
	uint32_t c_len;
	uint64_t long_len;
	const void *src;
	const void *dst;
	const void *mac;
	const void *c_iv;
	const void *a_iv;
	const void *c_key_at;
	const void *a_key_at;
};

/** A cipher that the device has, by its codes (4.4). */
struct sec_cipher_row {
	uint8_t alg;
	uint8_t mode;
	uint8_t code;
	uint8_t key_len;
	uint8_t type;		/**< of descriptor that has it first */
};

/** An authentication algorithm that it has (4.6). */
struct sec_auth_row {
	uint8_t alg;
	uint8_t len;
	uint8_t max_key;	/* words; 0: no key */
	uint8_t type;
	uint8_t chain_type;
};

#define SEC_NB_CIPHERS		34
#define SEC_NB_CHAIN_CIPHERS	4
#define SEC_NB_AEADS		8
#define SEC_NB_AUTHS		21

/** All there are: ciphers alone, those of chains, AEADs, MACs and hashes. */
extern const struct sec_cipher_row sec_ciphers[SEC_NB_CIPHERS];
extern const struct sec_cipher_row sec_chain_ciphers[SEC_NB_CHAIN_CIPHERS];
extern const struct sec_cipher_row sec_aeads[SEC_NB_AEADS];
extern const struct sec_auth_row sec_auths[SEC_NB_AUTHS];

/** 128 bytes of a ring. */
struct sec_sqe {
	uint8_t byte[128];
};

/** A SEC device; @p fault as for soft_fault_parse(), or NULL. */
struct soft_device *sec_device(unsigned int qm, unsigned int workers, enum soft_engine engine,
		const char *fault);

/** A device and one queue of it, and back. */
void sec_open(struct user *u, unsigned int qm, enum soft_engine engine);
void sec_close(struct user *u);

/** The descriptor of a request for a generation. */
struct sec_sqe sec_build(unsigned int qm, const struct sec_spec *spec);

/** Submit descriptors with one doorbell, wait for all, and take them back. */
void sec_serve(struct user *u, struct sec_sqe *sqe, unsigned int n);

/** One request; its done_flag. Fails if there is an error, or what is the driver's changed. */
uint16_t sec_do(struct user *u, unsigned int qm, const struct sec_spec *spec);

/** One request that is to fail; its error. */
uint8_t sec_error(struct user *u, unsigned int qm, const struct sec_spec *spec);

static inline uint16_t
sec_done_flag(const struct sec_sqe *sqe)
{
	return sqe->byte[SEC_DONE_AT] | sqe->byte[SEC_DONE_AT + 1] << 8;
}

/** Bytes out of hexadecimal digits; how many. */
unsigned int sec_hex(const char *hex, uint8_t *bytes, size_t max);

int test_soft_sec_batch(void);
int test_soft_sec_batch_key(void);
int test_soft_sec_descriptor(void);
int test_soft_sec_edge(void);
int test_soft_sec_engine(void);
int test_soft_sec_fault(void);
int test_soft_sec_hash(void);
int test_soft_sec_kat(void);
int test_soft_sec_keep(void);
int test_soft_sec_key(void);
int test_soft_sec_key_table(void);
int test_soft_sec_limits(void);
int test_soft_sec_piece(void);
int test_soft_sec_rand(void);
int test_soft_sec_wait(void);

#endif /* TEST_UACCE_TEST_SOFT_SEC_H */
