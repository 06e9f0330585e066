/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include "kunpeng_class.h"

/*
 * Capability registers of a v3 function (1.3): the values that the kernel's tables have for
 * hardware without these registers. In addition the first one has stopping of queues and of
 * functions, messages and QoS.
 */
#define QM_CAPS \
	{ 0x3100, 1u << 0 | 1u << 8 | 1u << 9 | 1u << 10 | 1u << 11 | 1u << 14 }, \
	{ 0x3104, 0x04000800 }, { 0x3108, 0x04000400 }, \
	{ 0x310c, 0x10000 | KUNPENG_VEC_EQ }, { 0x3110, 0x10000 | KUNPENG_VEC_AEQ }, \
	{ 0x3114, 0x10000 | KUNPENG_VEC_ERROR }, { 0x3118, 0x10000 | KUNPENG_VEC_MESSAGE }, \
	{ 0x311c, 4u << 16 | 3u }

static const uint32_t zip_caps[][2] = {
	QM_CAPS,
	{ 0x3124, 0x7c77 }, { 0x3128, 0x6c77 }, { 0x312c, 0x8 },
	{ 0x3130, 0x1ffe }, { 0x3134, 0x7fe }, { 0x3138, 0x1 },
	{ 0x313c, 1u << 28 | 2u << 24 | 5u << 16 | 2u << 8 | 3u }, { 0x3140, 0x1cu << 16 | 0x3 },
	{ 0x3144, 0x30 }, { 0x3148, 0x3f },
	{ 0x314c, 0xd5 }, { 0x3150, 0xd5 }, { 0x3154, 0x2a }, { 0x3158, 0x2a }, { 0x315c, 0x2a },
};

const struct kunpeng_class kunpeng_zip = {
	.name = "hisi-zip",
	.pf_id = 0xa250,
	.vf_id = 0xa251,
	.engine = &soft_zip_engine,
	.reset_method = "ZRST",
	.err_source = 0x3010a0,
	.err_status = 0x3010ac,
	.err_set = 0x3010a8,
	.err_nfe = 0x301164,
	.err_shutdown = 0x30120c,
	.control = 0x30100c,
	.control_shutdown = 1u << 14,
	.ecc_bit = 1u << 1,
	.sva_bit = 1u << 12,
	.ssv = 0x301128,
	.ssv_bit = 1u << 0,
	.caps = zip_caps,
	.nb_caps = ARRAY_SIZE(zip_caps),
};

static const uint32_t sec_caps[][2] = {
	QM_CAPS,
	{ 0x3124, 0x7c77 }, { 0x3128, 0x6c77 }, { 0x312c, 0x8 },
	{ 0x3130, 0x60177 }, { 0x3134, 0x177 }, { 0x3138, 0xc088 },
	{ 0x313c, 1u << 20 | 1u << 16 | 4u << 8 | 4u }, { 0x3140, 0xf },
	{ 0x3144, 0x018670cf }, { 0x3148, 0x395c },
	{ 0x314c, 0xffffffff }, { 0x3150, 0x3fff },
	{ 0x3154, 0xffffffff }, { 0x3158, 0x3fff }, { 0x315c, 0xffffffff }, { 0x3160, 0x3fff },
	{ 0x3164, 0xffffffff }, { 0x3168, 0x3fff }, { 0x316c, 0xffffffff }, { 0x3170, 0x3fff },
};

const struct kunpeng_class kunpeng_sec = {
	.name = "hisi-sec",
	.pf_id = 0xa255,
	.vf_id = 0xa256,
	.engine = &soft_sec_engine,
	.rewrites = true,
	.reset_method = "SRST",
	.err_source = 0x301010,
	.err_status = 0x301008,
	.err_nfe = 0x301058,
	.err_shutdown = 0x301014,
	.control = 0x301200,
	.control_shutdown = 1u << 12,
	.ecc_bit = 1u << 2,
	.sva_bit = 1u << 18,
	.ssv = 0x301224,
	.ssv_bit = 1u << 16,
	.caps = sec_caps,
	.nb_caps = ARRAY_SIZE(sec_caps),
};
