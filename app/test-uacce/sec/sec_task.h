/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SEC_TASK_H
#define TEST_UACCE_SEC_TASK_H

/** @file Operations of uacce_sec over chains of any shape, checked against OpenSSL. */

#include "sec_alg.h"

/** Most tasks of one call. */
#define SEC_MAX_TASKS	256u

/** Where the digest of an operation is. */
enum sec_place {
	SEC_OUTSIDE,		/**< outside of the mbufs */
	SEC_APPENDED,		/**< right behind the data, in the same segment */
	SEC_LATER,		/**< in a segment of its own behind the data */
	SEC_NB_PLACES,
};

/** What is wrong with an operation that verifies. */
enum sec_spoil {
	SEC_SPOIL_NOTHING,
	SEC_SPOIL_DIGEST,
	SEC_SPOIL_AAD,
	SEC_SPOIL_IV,
	SEC_SPOIL_DATA,		/**< a byte of what is authenticated */
};

/** One operation, for sec_task_run(). */
struct sec_task {
	const struct sec_session *s;
	const uint8_t *src;	/**< @p head bytes, then @p len bytes, then @p behind bytes */
	uint32_t head;		/**< of a chain: authenticated, not ciphered */
	uint32_t len;		/**< payload, or what is authenticated */
	uint32_t behind;	/**< of a chain: authenticated, not ciphered */
	uint32_t skip;		/**< of a chain: bytes not authenticated, of the first ones */
	uint32_t drop;		/**< of a chain: bytes not authenticated, of the last ones */
	const uint8_t *aad;	/**< as many bytes as the session says */
	uint8_t iv[SEC_MAX_IV];
	uint8_t auth_iv[SEC_MAX_IV];
	uint32_t offset;	/**< bytes in the mbufs before @p src */
	uint32_t tail;		/**< bytes in the mbufs behind it; 0 unless SEC_OUTSIDE */
	uint32_t src_segs;	/**< segments; 0 is 1 */
	uint32_t dst_segs;
	const uint32_t *src_lens;	/**< of the segments; NULL for a random cut */
	const uint32_t *dst_lens;
	bool out_of_place;
	bool sessionless;
	bool to_reject;		/**< by enqueue; the oracle, which may fail, too, is not used */
	enum sec_place place;
	enum sec_spoil spoil;
	uint32_t spoil_bit;	/**< number of the bit that is flipped */
	/* The result that is due, set by sec_task_make(). */
	uint8_t want_status;
	uint8_t *want;		/**< head, payload and what is behind */
	uint8_t want_mac[SEC_MAX_MAC];
	/* Results. */
	uint8_t status;
	uint8_t *out;		/**< where the payload goes, or NULL */
	uint8_t mac[SEC_MAX_MAC];
	/* While it runs. */
	struct rte_crypto_op *op;
	struct rte_crypto_sym_xform xforms[2];
	struct test_chain in;
	struct test_chain to;
	uint8_t *image_in;	/**< what the chains have to hold in the end */
	uint8_t *image_to;
	uint8_t *outside;	/**< AAD and digest outside of the mbufs, with guard bytes */
	uint8_t *aad_at;
	uint8_t *mac_at;
};

/** Make the operation of a task, in task->op, and work out the result that is due. */
void sec_task_make(struct sec_task *t);
/** The task of an operation. */
struct sec_task **sec_op_task(struct rte_crypto_op *op);
/**
 * Judge the result and all memory of a task that came back, and set its status and digest. The
 * task stays.
 */
const char *sec_task_judge(struct sec_task *t);
/** Check the result and all memory of a task that came back, and set its results. It stays. */
void sec_task_check(struct sec_task *t);
/** The same, and free the task. */
void sec_task_done(struct sec_task *t);
/** Free a task whose operation is not in flight. */
void sec_task_free(struct sec_task *t);
/**
 * Make tasks, run them on a queue pair in as many bursts as it takes, and check their results and
 * all memory around them. Enqueue may reject none of them.
 */
void sec_task_run_on(const struct sec_port *port, uint16_t qp, struct sec_task *tasks, uint32_t n);
/** The same on queue pair 0 of sec_port. */
void sec_task_run(struct sec_task *tasks, uint32_t n);
/** Assert that enqueue rejects a task with this status. */
void sec_task_rejected(struct sec_task *t, uint8_t status);
/** For sec_teardown(): print the task whose check failed, if one did. */
void sec_task_report(void);
/** Number of tasks done since the program started. */
uint32_t sec_task_count(void);

#endif /* TEST_UACCE_SEC_TASK_H */
