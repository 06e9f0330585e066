/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Sessions: templates are encoded from plans here, and cryptodev calls its operations here. */

#include "uacce_sec_private.h"

static void
encode(const struct uacce_sec_plan *plan, uint8_t sqe[UACCE_SEC_NB_GENS][HISI_QM_SQE_SIZE])
{
	uacce_sec_bd2_encode(plan, (struct hisi_sec_sqe2 *)sqe[UACCE_SEC_BD2]);
	uacce_sec_bd3_encode(plan, (struct hisi_sec_sqe3 *)sqe[UACCE_SEC_BD3]);
}

/*
 * Done word that the device leaves after a success (4.10). The kernel demands the same flags for
 * ciphers and AEAD. A device that verifies sets a flag, which one that did nothing does not.
 */
static uint32_t
done_of_success(const struct uacce_sec_plan *plan)
{
	const bool is_aead = plan->icv_len != 0;

	if (plan->cipher == HISI_SEC_CIPHER_NONE)
		return UACCE_SEC_SUCCESS(HISI_SEC_FLAG_AUTH);
	if (plan->auth == HISI_SEC_AUTH_NONE && !is_aead)
		return UACCE_SEC_SUCCESS(HISI_SEC_FLAG_CIPHER);
	return UACCE_SEC_SUCCESS(HISI_SEC_FLAG_AEAD) |
		(plan->auth_first ? UACCE_SEC_VERIFIES : 0);
}

int
uacce_sec_session_fill(enum uacce_sec_gen gen, const struct rte_crypto_sym_xform *xform,
		struct uacce_sec_session *sess, struct uacce_sec_refusal *why)
{
	const struct uacce_sec_plan_goal goal = { .gen = gen, .why = why };
	struct uacce_sec_plans plans;
	int ret;

	memset(&plans, 0, sizeof(plans));
	memset(sess, 0, sizeof(*sess));
	sess->gens = UACCE_SEC_ALL;
	ret = uacce_sec_plan_xforms(&plans, sess, xform, &goal);
	if (ret < 0) {
		sess->gens = 0;
		return ret;
	}
	sess->done = done_of_success(&plans.whole);
	encode(&plans.whole, sess->sqe);
	if (plans.c_step.cipher != HISI_SEC_CIPHER_NONE)
		encode(&plans.c_step, sess->c_step);
	if (plans.a_step.auth != HISI_SEC_AUTH_NONE)
		encode(&plans.a_step, sess->a_step);
	return 0;
}

unsigned int
uacce_sec_session_size(struct rte_cryptodev *dev __rte_unused)
{
	return sizeof(struct uacce_sec_session);
}

int
uacce_sec_session_configure(struct rte_cryptodev *dev, struct rte_crypto_sym_xform *xform,
		struct rte_cryptodev_sym_session *session)
{
	struct uacce_sec_dev *sec = dev->data->dev_private;
	struct uacce_sec_session *sess = CRYPTODEV_GET_SYM_SESS_PRIV(session);
	struct uacce_sec_refusal why;
	int ret;

	ret = uacce_sec_session_fill(sec->gen, xform, sess, &why);
	if (ret < 0)
		uacce_sec_refusal_log(sec->name, "no session", &why);
	else
		ret = uacce_sec_second_require(sec, dev->data, sess);
	if (ret < 0)
		uacce_memzero_explicit(sess, sizeof(*sess));
	return ret;
}

void
uacce_sec_session_clear(struct rte_cryptodev *dev __rte_unused,
		struct rte_cryptodev_sym_session *session)
{
	uacce_memzero_explicit(CRYPTODEV_GET_SYM_SESS_PRIV(session),
			sizeof(struct uacce_sec_session));
}
