/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_TEST_SEC_H
#define TEST_UACCE_TEST_SEC_H

/**
 * @file
 * What the tests of the uacce_sec driver share: a device, sessions, operations over
 * chains of any shape, and OpenSSL as the oracle. Everything asserts, so a helper
 * that returns did its work.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <rte_crypto.h>
#include <rte_cryptodev.h>
#include <rte_mempool.h>

#include "test.h"
#include "test_util.h"
#include "uacce_compat.h"

/** Driver that is tested, unless --driver says otherwise. */
#define SEC_DRIVER	"uacce_sec"
/** Most bytes of a request, AAD included (hardware_interface.rst, section 4.11). */
#define SEC_MAX_LEN	0xfffe00u
#define SEC_MAX_OFFSET	65535u
#define SEC_MAX_CCM_AAD	65279u
/** Operations in flight that a queue pair is set up for. */
#define SEC_INFLIGHT	256u
#define SEC_MAX_KEY	80u
#define SEC_MAX_AUTH_KEY	256u
#define SEC_MAX_IV	16u
#define SEC_MAX_MAC	64u
/** Most tasks of one call. */
#define SEC_MAX_TASKS	256u

/** How the device of a group of tests is plugged, and what it is. */
struct sec_variant {
	char devargs[192];
	bool soft;
	unsigned int qm;	/**< QM version, 2 and up */
	/** A driver other than ours, by --driver: what is particular to ours is not tested. */
	bool foreign;
};

extern struct sec_variant sec_variant;

/** A plugged device. */
struct sec_port {
	char name[32];
	uint8_t id;
	uint16_t nb_qps;
	bool plugged;
	bool started;
};

/** Memory of a test: made by sec_setup(), freed by sec_teardown(). */
struct sec_pools {
	struct rte_mempool *ops;
	struct rte_mempool *sessions;	/**< made with the first device */
};

extern struct sec_pools sec_pools;

/** Device that sec_setup_port() plugs and sec_teardown() unplugs. */
extern struct sec_port sec_port;

enum sec_kind {
	SEC_CIPHER,
	SEC_AUTH,	/**< hash or MAC */
	SEC_CHAIN,	/**< encrypt then MAC, or verify then decrypt */
	SEC_AEAD,
};

/** What a session does; lengths in bytes. */
struct sec_alg {
	enum sec_kind kind;
	bool forward;		/**< encrypt, generate; or decrypt, verify */
	enum rte_crypto_cipher_algorithm cipher;
	enum rte_crypto_auth_algorithm auth;
	enum rte_crypto_aead_algorithm aead;
	uint16_t key_len;	/**< of the cipher or the AEAD */
	uint16_t auth_key_len;
	uint16_t iv_len;	/**< of the cipher or the AEAD */
	uint16_t auth_iv_len;
	uint16_t digest_len;
	uint16_t aad_len;	/**< of an AEAD */
	uint8_t key[SEC_MAX_KEY];
	uint8_t auth_key[SEC_MAX_AUTH_KEY];
};

struct sec_oracle;

/** A session, and OpenSSL with the same keys. */
struct sec_session {
	struct sec_alg alg;
	struct rte_cryptodev_sym_session *session;
	struct sec_oracle *oracle;
};

/** Where the digest of an operation is. */
enum sec_place {
	SEC_OUTSIDE,		/**< in memory of its own, no mbuf */
	SEC_APPENDED,		/**< right behind the data, in the same segment */
	SEC_LATER,		/**< in a segment of its own behind the data */
	SEC_NB_PLACES,
};

/** What is wrong with an operation to be verified. */
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
	uint32_t skip;		/**< of a chain: first bytes of all that are not authenticated */
	uint32_t drop;		/**< of a chain: last bytes of all that are not authenticated */
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
	bool to_refuse;		/**< no oracle is asked, which may not like it either */
	enum sec_place place;
	enum sec_spoil spoil;
	uint32_t spoil_bit;	/**< number of the bit that is flipped */
	/** What has to come of it, set by sec_task_make(). */
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
	uint8_t *image_in;	/**< what the chains have to hold afterwards */
	uint8_t *image_to;
	uint8_t *side;		/**< AAD and a digest outside, with guard bytes */
	uint8_t *aad_at;
	uint8_t *mac_at;
};

/* sec_port.c */

/** cmocka fixtures: memory alone; memory and a started device of one queue pair. */
int sec_setup(void **state);
int sec_setup_port(void **state);
int sec_teardown(void **state);

/** Name of the driver, which names of devices begin with. */
const char *sec_driver(void);
/** Devargs of the variant with more of them behind; valid until the next call. */
const char *sec_devargs(const char *more);
/** rte_vdev_init() of "<driver>_t<n>". @return what rte_vdev_init() said. */
int sec_plug(struct sec_port *port, unsigned int n, const char *devargs);
void sec_unplug(struct sec_port *port);
/** Configure without queue pair set-up. @return the library's code. */
int sec_configure(struct sec_port *port, uint16_t nb_qps);
int sec_qp_setup(struct sec_port *port, uint16_t qp, uint32_t inflight);
/** Configure, set up all queue pairs and start. */
void sec_bring_up(struct sec_port *port, uint16_t nb_qps, uint32_t inflight);
int sec_start(struct sec_port *port);
void sec_stop(struct sec_port *port);
/** Lines of a level written by the driver or the queue layer, not by DPDK. */
unsigned int sec_log_own(const char *log, const char *level);

/** Enqueue once. */
uint16_t sec_enqueue(const struct sec_port *port, uint16_t qp, struct rte_crypto_op **ops,
		uint16_t n);
/**
 * Dequeue until @p n came back, asserting that it does not take 20 s, and that
 * no further operation comes after.
 */
void sec_dequeue_all(const struct sec_port *port, uint16_t qp, struct rte_crypto_op **ops,
		uint16_t n);

/* sec_alg.c */

/** Transforms of an algorithm. @return the first of @p xforms. */
struct rte_crypto_sym_xform *sec_xforms(const struct sec_alg *alg,
		struct rte_crypto_sym_xform xforms[2]);
/** Create a session. @return 0, or the library's error with no session. */
int sec_session_try(const struct sec_port *port, const struct sec_alg *alg,
		struct sec_session *s);
/** Create a session, asserting that it works, and its oracle. */
void sec_session_open(const struct sec_port *port, const struct sec_alg *alg,
		struct sec_session *s);
void sec_session_close(const struct sec_port *port, struct sec_session *s);
/** Capability of an algorithm as the device reports it, or NULL. */
const struct rte_cryptodev_symmetric_capability *sec_cap(const struct sec_port *port,
		const struct sec_alg *alg);
/** Fill keys at random. */
void sec_draw_keys(struct sec_alg *alg);
/** A chain, encrypting, with keys, digest and IV of usual size. */
struct sec_alg sec_chain(enum rte_crypto_cipher_algorithm cipher, uint16_t key_len,
		enum rte_crypto_auth_algorithm auth, uint16_t auth_key_len, uint16_t digest_len);
struct sec_alg sec_cipher(enum rte_crypto_cipher_algorithm cipher, uint16_t key_len);
struct sec_alg sec_auth(enum rte_crypto_auth_algorithm auth, uint16_t key_len,
		uint16_t digest_len);
struct sec_alg sec_aead(enum rte_crypto_aead_algorithm aead, uint16_t key_len, uint16_t iv_len,
		uint16_t digest_len, uint16_t aad_len);
/** The same the other way: decrypt, verify. */
struct sec_alg sec_reverse(struct sec_alg alg);
/** What it is, for messages; valid until the next call. */
const char *sec_alg_text(const struct sec_alg *alg);
/** Bytes of a block that a payload has to be a multiple of; 1 for none. */
uint32_t sec_block(const struct sec_alg *alg);
/** Whether anything is authenticated. */
bool sec_has_mac(const struct sec_alg *alg);

/* sec_offer.c */

/** Cipher and MAC that a device does in one operation. */
struct sec_offer_chain {
	struct rte_cryptodev_symmetric_capability cipher;
	struct rte_cryptodev_symmetric_capability auth;
};

/** What a device offers, as far as the oracle knows it. */
struct sec_offer {
	struct rte_cryptodev_symmetric_capability caps[64];
	unsigned int nb_caps;
	struct sec_offer_chain chains[256];
	unsigned int nb_chains;
};

void sec_offer_read(const struct sec_port *port, struct sec_offer *o);
/** A random algorithm, with sizes the capabilities promise and random keys. */
void sec_draw_alg(const struct sec_offer *o, struct sec_alg *alg);
/** The same of one capability. */
void sec_draw_sizes(const struct rte_cryptodev_symmetric_capability *cap, struct sec_alg *alg);
/** Fewest bytes that an operation takes on sec_variant (4.5, 4.6, 4.8). */
uint32_t sec_least_len(const struct sec_alg *alg);

/* sec_openssl.c */

/** Whether there is an oracle for it. */
bool sec_cap_is_known(const struct rte_cryptodev_symmetric_capability *cap);
bool sec_is_hmac(enum rte_crypto_auth_algorithm auth);
/** Bytes of a full digest. */
uint16_t sec_full_digest(enum rte_crypto_auth_algorithm auth);
struct sec_oracle *sec_oracle_open(const struct sec_alg *alg);
void sec_oracle_close(struct sec_oracle *oracle);
/**
 * What OpenSSL makes of an operation; of a chain the cipher alone.
 *
 * @param out
 *   Where the payload goes, @p len bytes; unused for SEC_AUTH.
 * @param mac
 *   Where the digest goes, digest_len bytes; of what is to be verified the right one.
 *   Unused for SEC_CIPHER and SEC_CHAIN.
 */
void sec_oracle_run(struct sec_oracle *oracle, const uint8_t *iv, const uint8_t *auth_iv,
		const uint8_t *aad, const uint8_t *src, uint32_t len, uint8_t *out, uint8_t *mac);
/** The digest of a chain, or of SEC_AUTH. */
void sec_oracle_mac(struct sec_oracle *oracle, const uint8_t *auth_iv, const uint8_t *data,
		uint32_t len, uint8_t *mac);

/* sec_task.c */

/** Make the operation of a task, in task->op, and what has to come of it. */
void sec_task_make(struct sec_task *t);
/** The task of an operation. */
struct sec_task **sec_op_task(struct rte_crypto_op *op);
/** Check the memory of a task whose operation came back, set its results, free all. */
void sec_task_done(struct sec_task *t);
/** Free a task whose operation is not in flight. */
void sec_task_free(struct sec_task *t);
/**
 * Make tasks, run them on a queue pair in as many bursts as it takes, and check results
 * against the oracle and all memory around them. None may be refused.
 */
void sec_task_run_on(const struct sec_port *port, uint16_t qp, struct sec_task *tasks, uint32_t n);
/** The same on queue pair 0 of sec_port. */
void sec_task_run(struct sec_task *tasks, uint32_t n);
/** Assert that enqueue takes none of it and sets this status. */
void sec_task_refused(struct sec_task *t, uint8_t status);
/** Tell of the task that an assertion failed on, if one did. */
void sec_task_tell(void);
/** Tasks done since the program started. */
uint32_t sec_tasks_run(void);
/** Assert that a small operation works. */
void sec_assert_works(const struct sec_port *port, uint16_t qp);

/* sec_set.c */

/** Sessions of one descriptor an operation, and all; both take turns. */
#define SEC_SET_PLAIN		8u
#define SEC_SET_SESSIONS	10u
#define SEC_SET_MAX		1100u

/** Many small operations of mixed sessions that need no QM v3. */
struct sec_set {
	struct sec_session sessions[SEC_SET_SESSIONS];
	unsigned int used;	/**< of them by sec_set_make() */
	struct sec_task tasks[SEC_SET_MAX];
	struct rte_crypto_op *ops[SEC_SET_MAX];		/**< to be enqueued */
	struct rte_crypto_op *done[SEC_SET_MAX];	/**< where the caller dequeues to */
};

extern struct sec_set sec_set;

/** Open all sessions; SEC_SET_PLAIN of them are used. */
void sec_set_open(const struct sec_port *port);
void sec_set_close(const struct sec_port *port);
/** Make operations in place of those before, which must not be in flight. */
void sec_set_make(unsigned int first, unsigned int n);
/** Free what was made of the first @p n and not judged; in flight is none. */
void sec_set_free(unsigned int n);
/**
 * Check and free the first @p n that came back: each is one of those made, came
 * back once, and is right or, if @p may_fail, has an error status.
 *
 * @return
 *   Those with an error status.
 */
unsigned int sec_set_judge(unsigned int n, bool may_fail);

/* sec_request.c */

/** Memory of a context of the raw data path, not configured; to be freed. */
struct rte_crypto_raw_dp_ctx *sec_context_new(const struct sec_port *port);
/** Bytes of it. */
size_t sec_context_size(const struct sec_port *port);
/** Give it a session, or one made of an algorithm. @return the library's code. */
int sec_context_set(const struct sec_port *port, struct rte_crypto_raw_dp_ctx *ctx,
		const struct sec_session *s, bool update);
int sec_context_set_alg(const struct sec_port *port, struct rte_crypto_raw_dp_ctx *ctx,
		const struct sec_alg *alg, bool update);
/** Enqueue a task that was made, in place, without offsets. @return whether it was taken. */
bool sec_request_enqueue(struct rte_crypto_raw_dp_ctx *ctx, struct sec_task *t);

/* sec_flow.c */

#define SEC_FLOW_WINDOW		2048u	/**< tasks at a time; more than a ring has entries */
#define SEC_FLOW_BURST		48u
#define SEC_FLOW_PATIENCE_S	60u

/** Tasks made, taken by the queue pair and given back; a task has the place of its number. */
struct sec_flow {
	bool raw;		/**< requests of the raw data path */
	bool plain;		/**< one descriptor each */
	bool may_fail;		/**< with an error status */
	uint32_t made;
	uint32_t sent;		/**< taken, and submitted */
	uint32_t cached;	/**< raw: taken and not submitted */
	uint32_t back;
	uint32_t errors;	/**< error statuses */
	const struct sec_session *session;	/**< of the last task made */
	const struct sec_session *of_context;	/**< raw: of the last request enqueued */
	struct rte_crypto_raw_dp_ctx *ctx;
	struct sec_task tasks[SEC_FLOW_WINDOW];
};

extern struct sec_flow sec_flow;

/** Begin on queue pair 0 of sec_port, which runs. */
void sec_flow_start(bool raw);
/** All that was sent is back, and nothing comes behind it. */
void sec_flow_end(void);
struct sec_task *sec_flow_task(uint32_t n);
/** Make a random task, half of them of two descriptors, some of them to be found damaged. */
void sec_flow_make(void);
/** Enqueue tasks that were made; raw ones may stay cached. @return those taken. */
uint32_t sec_flow_enqueue(uint32_t n);
/** Submit what is cached, if anything is. */
void sec_flow_submit(void);
/** Take some back, SEC_FLOW_BURST at most, and check each, and its place. @return how many. */
uint32_t sec_flow_dequeue(uint32_t n);
/** Take all back that was sent. */
void sec_flow_drain(void);
/** Random bursts in and out until so many are back. */
void sec_flow_run(uint32_t total);

/* Groups; each returns its failed tests. */
int test_sec_caps(void);	/* test_sec_caps.c; ours only */
int test_sec_burst(void);	/* test_sec_burst.c; ours only */
int test_sec_context(void);	/* test_sec_context.c; ours only */
int test_sec_fault(void);	/* test_sec_fault.c; soft device only */
int test_sec_fields(void);	/* test_sec_fields.c; ours only */
int test_sec_known(void);	/* test_sec_known.c: vectors of standards */
int test_sec_life(void);		/* test_sec_life.c; ours only */
int test_sec_limits(void);	/* test_sec_limits.c; ours only */
int test_sec_mixed(void);	/* test_sec_life.c; soft device only */
int test_sec_order(void);		/* test_sec_order.c; ours only */
int test_sec_order_fault(void);	/* test_sec_order_fault.c; soft device only */
int test_sec_raw(void);		/* test_sec_raw.c: raw data path; ours only */
int test_sec_room(void);		/* test_sec_room.c; ours only */
int test_sec_second(void);	/* test_sec_second.c; soft device only */
int test_sec_shape(void);	/* test_sec_shape.c: chains, offsets, digests */
int test_sec_tamper(void);	/* test_sec_tamper.c */
int test_sec_undone(void);	/* test_sec_undone.c; soft device only */
int test_sec_wipe(void);		/* test_sec_wipe.c; ours only */

#endif /* TEST_UACCE_TEST_SEC_H */
