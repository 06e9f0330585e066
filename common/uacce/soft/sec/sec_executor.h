/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_SEC_EXECUTOR_H
#define SOFT_SEC_EXECUTOR_H

/**
 * @file
 * What does the work of requests: OpenSSL (sec_ssl.h), which can serve all of them one at a time,
 * and ipsec-mb (sec_mb.h), which serves several at once as jobs in the lanes of vector registers.
 *
 * Layers below the executors reach them through this table alone.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sec_request.h"

struct sec_key;

/**
 * Calls that an executor lacks are NULL. OpenSSL has the first two, ipsec-mb all but the second.
 */
struct sec_executor {
	/** Do the work of a request; false if the library fails. */
	bool (*serve)(void *state, struct sec_req *req);
	/** The same for the MAC alone, of a chain or a CCM whose cipher is done in place. */
	bool (*serve_mac)(void *state, struct sec_req *req);

	/** State of one queue; NULL if there is no memory. */
	void *(*open)(void);
	/** Wipe and free a state. */
	void (*close)(void *state);
	/** Set service and job_hash of a shape that is otherwise complete. */
	void (*plan)(struct sec_shape *s);
	/** Bytes that derive() writes behind an entry of a key. */
	size_t (*key_size)(union sec_key_id id);
	/** Derive from a key what jobs need, and store it at sec_key_mb(). */
	void (*derive)(void *state, struct sec_key *key);
	/** So many requests are at hand: those of the batch and those that wait for jobs. */
	void (*begin)(void *state, unsigned int n);
	/**
	 * Take a request.
	 *
	 * @return
	 *   false: it cannot be a job. true: it is served, or it is pending until a later call
	 *   of submit(), collect() or flush() ends its job.
	 */
	bool (*submit)(void *state, struct sec_req *req);
	/** Find out which requests are no longer pending; serves none. */
	void (*collect)(void *state);
	/** Serve all that is pending. */
	void (*flush)(void *state);
	/** What a fault inside the executor left to do for a pending request; before reset(). */
	enum sec_left (*left)(const struct sec_req *req);
	/** Drop all jobs. */
	void (*reset)(void *state);
};

#endif /* SOFT_SEC_EXECUTOR_H */
