/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SEC_OFFER_H
#define TEST_UACCE_SEC_OFFER_H

/** @file What a device offers, and random algorithms out of that. */

#include "sec_alg.h"

/** A cipher and a MAC that the device does in one operation. */
struct sec_offer_chain {
	struct rte_cryptodev_symmetric_capability cipher;
	struct rte_cryptodev_symmetric_capability auth;
};

/** Capabilities of a device that the oracle knows, and the chains that can be made of them. */
struct sec_offer {
	struct rte_cryptodev_symmetric_capability caps[64];
	unsigned int nb_caps;
	struct sec_offer_chain chains[256];
	unsigned int nb_chains;
};

void sec_offer_read(const struct sec_port *port, struct sec_offer *o);
/** A random algorithm with sizes that the capabilities have, and with random keys. */
void sec_draw_alg(const struct sec_offer *o, struct sec_alg *alg);
/** The same for one capability. */
void sec_draw_sizes(const struct rte_cryptodev_symmetric_capability *cap, struct sec_alg *alg);
/** Fewest bytes that an operation takes on sec_variant (4.5, 4.6, 4.8). */
uint32_t sec_least_len(const struct sec_alg *alg);

#endif /* TEST_UACCE_SEC_OFFER_H */
