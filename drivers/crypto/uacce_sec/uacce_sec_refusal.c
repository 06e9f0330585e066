/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Why there is no session, in words. Control path. */

#include <stdarg.h>
#include <stdio.h>

#include "uacce_sec_private.h"

/* A line of a log that is made of parts; its end is cut off if it is too long. */
struct line {
	char text[512];
	size_t len;
};

static void __rte_format_printf(2, 3)
add(struct line *line, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line->text + line->len, sizeof(line->text) - line->len, format, args);
	va_end(args);
	if (n > 0)
		line->len = RTE_MIN(line->len + n, sizeof(line->text) - 1);
}

/* Name of an algorithm that some generation has; NULL for all others. */
static const char *
name_of(enum rte_crypto_sym_xform_type type, int algo)
{
	switch (type) {
	case RTE_CRYPTO_SYM_XFORM_CIPHER:
		return uacce_sec_cipher_find(algo) != NULL ? UACCE_CIPHER_NAME(algo) : NULL;
	case RTE_CRYPTO_SYM_XFORM_AUTH:
		return uacce_sec_auth_find(algo) != NULL ? UACCE_AUTH_NAME(algo) : NULL;
	case RTE_CRYPTO_SYM_XFORM_AEAD:
		return uacce_sec_aead_find(algo) != NULL ? UACCE_AEAD_NAME(algo) : NULL;
	default:
		return NULL;
	}
}

/* Add the name of an algorithm, or its number: old libraries have no name for all numbers. */
static void
add_algo(struct line *line, enum rte_crypto_sym_xform_type type, int algo)
{
	static const char *const kinds[] = {
		[RTE_CRYPTO_SYM_XFORM_CIPHER] = "cipher",
		[RTE_CRYPTO_SYM_XFORM_AUTH] = "authentication",
		[RTE_CRYPTO_SYM_XFORM_AEAD] = "AEAD",
	};
	const char *name = name_of(type, algo);

	if (name != NULL)
		add(line, "%s", name);
	else if ((unsigned int)type < RTE_DIM(kinds) && kinds[type] != NULL)
		add(line, "%s algorithm %d", kinds[type], algo);
	else
		add(line, "xform of type %d", type);
}

static int
algo_of(const struct rte_cryptodev_symmetric_capability *cap)
{
	switch (cap->xform_type) {
	case RTE_CRYPTO_SYM_XFORM_CIPHER:
		return cap->cipher.algo;
	case RTE_CRYPTO_SYM_XFORM_AUTH:
		return cap->auth.algo;
	default:
		return cap->aead.algo;
	}
}

/* Add the names of all algorithms of a type that a generation has. */
static void
add_offered(struct line *line, enum rte_crypto_sym_xform_type type, enum uacce_sec_gen gen)
{
	struct rte_cryptodev_capabilities caps[UACCE_SEC_MAX_CAPS];
	const char *between = " ";
	unsigned int i;

	uacce_sec_caps_fill(gen, caps);
	for (i = 0; caps[i].op != RTE_CRYPTO_OP_TYPE_UNDEFINED; i++) {
		if (caps[i].sym.xform_type != type)
			continue;
		add(line, "%s%s", between, name_of(type, algo_of(&caps[i].sym)));
		between = ", ";
	}
}

static void
add_length(struct line *line, const struct uacce_sec_refusal *why)
{
	const struct rte_crypto_param_range *offered = &why->offered;

	add(line, "%s of %u bytes, offered are %u", why->what, why->length, offered->min);
	if (offered->max == offered->min)
		return;
	if (offered->increment == 0) {
		add(line, " and %u", offered->max);
		return;
	}
	add(line, " to %u", offered->max);
	if (offered->increment != 1)
		add(line, " in steps of %u", offered->increment);
}

void
uacce_sec_refusal_log(const char *dev_name, const char *there_is,
		const struct uacce_sec_refusal *why)
{
	struct line line = { .len = 0 };

	add_algo(&line, why->type, why->algo);
	if (why->what == NULL) {
		add(&line, ": not on QM v%u, offered are", why->gen == UACCE_SEC_BD2 ? 2 : 3);
		add_offered(&line, why->type, why->gen);
	} else if (why->is_length) {
		add(&line, ": ");
		add_length(&line, why);
	} else {
		add(&line, ": %s", why->what);
	}
	UACCE_SEC_LOG(ERR, dev_name, "%s of %s", there_is, line.text);
}
