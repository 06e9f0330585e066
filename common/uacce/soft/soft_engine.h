/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef SOFT_ENGINE_H
#define SOFT_ENGINE_H

/** @file How the engine behind the queues of a soft device works. */

enum soft_engine {
	SOFT_ENGINE_FAST = 0,	/**< as fast as it can */
	SOFT_ENGINE_NULL = 1,	/**< completes without touching data */
	/**
	 * Tests: with the libraries alone that every machine has. SEC then uses OpenSSL
	 * for all, ZIP makes no difference.
	 */
	SOFT_ENGINE_PLAIN = 2,
};

#endif /* SOFT_ENGINE_H */
