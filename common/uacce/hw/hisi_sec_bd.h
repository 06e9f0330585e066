/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef HISI_SEC_BD_H
#define HISI_SEC_BD_H

/**
 * @file
 * Descriptors (BD, SQE) of the HiSilicon SEC engine, and nothing else: type 2 of
 * QM v2, type 3 of QM v3 and later.
 *
 * Shared by driver and soft device; no DPDK header. D: written by the driver,
 * H: by the device. Source: hardware_interface.rst, section 4, named per item.
 * Fields that no user is known of are not named; they are 0.
 */

#include <stddef.h>
#include <stdint.h>

/** Descriptor of QM v2, 128 bytes (4.2). What is not listed as H survives completion. */
struct hisi_sec_sqe2 {
	uint8_t type_cipher_auth;	/**< byte 0 D: HISI_SEC_TYPE, HISI_SEC2_CIPHER, _AUTH */
	uint8_t flags;			/**< byte 1 D: HISI_SEC2_SEQ, _DE, _SCENE, _SRC */
	uint8_t addr_type;		/**< byte 2 D: HISI_SEC2_DST, _MAC */
	uint8_t rsvd3;
	uint8_t rsvd4;			/**< byte 4 D: nonce, key and IV sources, 0 */
	uint8_t icv_gen;		/**< byte 5 D: HISI_SEC2_AI_GEN, _A_PAD */
	uint8_t rsvd6;
	uint8_t invalid;		/**< byte 7 D: HISI_SEC2_INVALID */
	uint32_t auth;			/**< dw2 D: HISI_SEC2_MAC_LEN, _A_KEY_LEN, _A_ALG */
	uint16_t cipher;		/**< byte 12 D: HISI_SEC2_ICV_LEN, _WIDTH, _KEY, _MODE */
	uint8_t c_alg;			/**< byte 14 D: [3:0] enum hisi_sec_c_alg */
	uint8_t rsvd15;
	uint32_t a_len;			/**< dw4 D: [23:0] bytes to authenticate */
	uint32_t c_len;			/**< dw5 D: [23:0] bytes to cipher */
	uint16_t auth_src_offset;	/**< byte 24 D: from the start of the source */
	uint16_t cipher_src_offset;	/**< byte 26 D: the same in source and destination */
	uint32_t rsvd28[3];		/**< checksum, PBKDF2, 0 */
	uint16_t tag;			/**< byte 40 D */
	uint16_t rsvd42[3];
	uint64_t long_a_data_len;	/**< byte 48 D: bits of a long hash, in its last part */
	uint64_t a_ivin_addr;		/**< byte 56 D */
	uint64_t a_key_addr;		/**< byte 64 D */
	uint64_t mac_addr;		/**< byte 72 D: MAC out, or to be verified */
	uint64_t c_ivin_addr;		/**< byte 80 D */
	uint64_t c_key_addr;		/**< byte 88 D */
	uint64_t data_src_addr;		/**< byte 96 D: flat buffer or list */
	uint64_t data_dst_addr;		/**< byte 104 D: flat buffer or list */
	uint16_t done_flag;		/**< byte 112 H: HISI_SEC_DONE and more (4.10) */
	uint8_t error_type;		/**< byte 114 H: enum hisi_sec_error */
	uint8_t warning_type;		/**< byte 115 H */
	uint32_t rsvd116[3];		/**< H: unused */
};

_Static_assert(sizeof(struct hisi_sec_sqe2) == 128, "SQE is 128 bytes");
_Static_assert(offsetof(struct hisi_sec_sqe2, cipher) == 12, "mode and key");
_Static_assert(offsetof(struct hisi_sec_sqe2, auth_src_offset) == 24, "offsets");
_Static_assert(offsetof(struct hisi_sec_sqe2, tag) == 40, "tag");
_Static_assert(offsetof(struct hisi_sec_sqe2, long_a_data_len) == 48, "long length");
_Static_assert(offsetof(struct hisi_sec_sqe2, done_flag) == 112, "done");

/**
 * Descriptor of QM v3 and later, 128 bytes (4.3). Four of its 64-bit words stand at offsets that
 * are multiples of 4 only, so the structure is packed. It is aligned to 4 bytes nevertheless,
 * which lets a compiler access its other words whole on any machine.
 */
struct hisi_sec_sqe3 {
	uint32_t bd_param;		/**< dw0 D: HISI_SEC_TYPE, HISI_SEC3_INVALID to _MAC */
	uint16_t cipher;		/**< byte 4 D: HISI_SEC3_CIPHER, _CI_GEN, _ICV_LEN, ... */
	uint8_t c_mode_alg;		/**< byte 6 D: [3:0] mode, [7:4] algorithm */
	uint8_t seq;			/**< byte 7 D: HISI_SEC3_SEQ */
	uint64_t tag;			/**< byte 8 D */
	uint64_t data_src_addr;		/**< byte 16 D: flat buffer or list */
	uint64_t a_key_addr;		/**< byte 24 D */
	uint64_t a_ivin_addr;		/**< byte 32 D */
	uint64_t rsvd40;
	uint64_t c_key_addr;		/**< byte 48 D */
	uint32_t auth;			/**< dw14 D: HISI_SEC3_AUTH, _AI_GEN, _MAC_LEN, ... */
	uint32_t salt;			/**< dw15 D: 0 */
	uint16_t auth_src_offset;	/**< byte 64 D: from the start of the source */
	uint16_t cipher_src_offset;	/**< byte 66 D: the same in source and destination */
	uint32_t a_len;			/**< dw17 D: [23:0] bytes to authenticate */
	uint32_t c_len;			/**< dw18 D: [23:0] bytes to cipher */
	uint64_t data_dst_addr;		/**< byte 76 D: flat buffer or list; misaligned */
	uint64_t mac_addr;		/**< byte 84 D: MAC out, or to be verified; misaligned */
	uint64_t c_ivin_addr;		/**< byte 92 D: misaligned */
	uint64_t long_a_data_len;	/**< byte 100 D: stream scene, bits; misaligned */
	uint8_t stream;			/**< byte 108 D: HISI_SEC3_AUTH_PAD, _MAC_SEL */
	uint8_t rsvd109[3];
	uint16_t done_flag;		/**< byte 112 H: HISI_SEC_DONE and more (4.10) */
	uint8_t error_type;		/**< byte 114 H: enum hisi_sec_error */
	uint8_t warning_type;		/**< byte 115 H */
	uint32_t rsvd116;		/**< H: unused */
	uint8_t rsvd120;
	uint8_t hac_sva_status;		/**< byte 121 H: not 0: an address was not resolved */
	uint16_t rsvd122;		/**< H: unused */
	uint32_t rsvd124;		/**< H: unused */
} __attribute__((packed, aligned(4)));

_Static_assert(sizeof(struct hisi_sec_sqe3) == 128, "SQE is 128 bytes");
_Static_assert(_Alignof(struct hisi_sec_sqe3) == 4, "SQE is aligned to words");
_Static_assert(offsetof(struct hisi_sec_sqe3, cipher) == 4, "cipher");
_Static_assert(offsetof(struct hisi_sec_sqe3, tag) == 8, "tag");
_Static_assert(offsetof(struct hisi_sec_sqe3, data_src_addr) == 16, "source");
_Static_assert(offsetof(struct hisi_sec_sqe3, a_key_addr) == 24, "authentication key");
_Static_assert(offsetof(struct hisi_sec_sqe3, c_key_addr) == 48, "cipher key");
_Static_assert(offsetof(struct hisi_sec_sqe3, auth) == 56, "auth");
_Static_assert(offsetof(struct hisi_sec_sqe3, auth_src_offset) == 64, "offsets");
_Static_assert(offsetof(struct hisi_sec_sqe3, a_len) == 68, "lengths");
_Static_assert(offsetof(struct hisi_sec_sqe3, data_dst_addr) == 76, "destination");
_Static_assert(offsetof(struct hisi_sec_sqe3, mac_addr) == 84, "MAC");
_Static_assert(offsetof(struct hisi_sec_sqe3, c_ivin_addr) == 92, "cipher IV");
_Static_assert(offsetof(struct hisi_sec_sqe3, long_a_data_len) == 100, "long length");
_Static_assert(offsetof(struct hisi_sec_sqe3, done_flag) == 112, "done");
_Static_assert(offsetof(struct hisi_sec_sqe3, hac_sva_status) == 121, "SVA status");

/** Type, byte 0 [3:0] of either descriptor. */
#define HISI_SEC_TYPE		0xfu
#define HISI_SEC_TYPE2		2u
#define HISI_SEC_TYPE3		3u

/* Type 2, byte 0 */
#define HISI_SEC2_CIPHER_S	4	/**< [5:4] enum hisi_sec_cipher */
#define HISI_SEC2_CIPHER	(3u << HISI_SEC2_CIPHER_S)
#define HISI_SEC2_AUTH_S	6	/**< [7:6] enum hisi_sec_auth */
#define HISI_SEC2_AUTH		(3u << HISI_SEC2_AUTH_S)
/* Type 2, byte 1 */
#define HISI_SEC2_SEQ		(1u << 0)	/**< authenticate, then cipher */
#define HISI_SEC2_DE_S		1	/**< [2:1] 1: the destination address is valid */
#define HISI_SEC2_DE		(3u << HISI_SEC2_DE_S)
#define HISI_SEC2_SCENE_S	3	/**< [6:3] enum hisi_sec_scene */
#define HISI_SEC2_SCENE		(0xfu << HISI_SEC2_SCENE_S)
#define HISI_SEC2_SRC_SGL	(1u << 7)	/**< low bit of the source's address type */
/* Type 2, byte 2 */
#define HISI_SEC2_SRC_HIGH	3u	/**< [1:0] high bits of the source's address type */
#define HISI_SEC2_DST_S		2	/**< [4:2] enum hisi_sec_addr */
#define HISI_SEC2_DST		(7u << HISI_SEC2_DST_S)
#define HISI_SEC2_MAC_S		5	/**< [7:5] enum hisi_sec_addr, always flat */
#define HISI_SEC2_MAC		(7u << HISI_SEC2_MAC_S)
/* Type 2, byte 5 */
#define HISI_SEC2_AI_GEN	3u	/**< [1:0] enum hisi_sec_ai_gen */
#define HISI_SEC2_A_PAD_S	2	/**< [3:2] enum hisi_sec_pad */
#define HISI_SEC2_A_PAD		(3u << HISI_SEC2_A_PAD_S)
/* Type 2, byte 7 */
#define HISI_SEC2_INVALID	(1u << 7)	/**< only to be completed */
/* Type 2, dw2 */
#define HISI_SEC2_MAC_LEN_S	0	/**< [4:0] words; 0: all of it */
#define HISI_SEC2_MAC_LEN	(0x1fu << HISI_SEC2_MAC_LEN_S)
#define HISI_SEC2_A_KEY_LEN_S	5	/**< [10:5] words */
#define HISI_SEC2_A_KEY_LEN	(0x3fu << HISI_SEC2_A_KEY_LEN_S)
#define HISI_SEC2_A_ALG_S	11	/**< [16:11] enum hisi_sec_a_alg */
#define HISI_SEC2_A_ALG		(0x3fu << HISI_SEC2_A_ALG_S)
/* Type 2, bytes 12-13 */
#define HISI_SEC2_ICV_LEN	0x3fu	/**< [5:0] bytes of a CCM or GCM tag */
#define HISI_SEC2_WIDTH_S	6	/**< [8:6] CBC-CS variant */
#define HISI_SEC2_WIDTH		(7u << HISI_SEC2_WIDTH_S)
#define HISI_SEC2_KEY_S		9	/**< [11:9] HISI_SEC_KEY_* */
#define HISI_SEC2_KEY		(7u << HISI_SEC2_KEY_S)
#define HISI_SEC2_MODE_S	12	/**< [15:12] enum hisi_sec_c_mode */
#define HISI_SEC2_MODE		(0xfu << HISI_SEC2_MODE_S)

/* Type 3, dw0 */
#define HISI_SEC3_INVALID	(1u << 4)	/**< only to be completed */
#define HISI_SEC3_SCENE_S	5	/**< [8:5] enum hisi_sec_scene */
#define HISI_SEC3_SCENE		(0xfu << HISI_SEC3_SCENE_S)
#define HISI_SEC3_DE_S		9	/**< [10:9] 1: the destination address is valid */
#define HISI_SEC3_DE		(3u << HISI_SEC3_DE_S)
#define HISI_SEC3_SRC_S		11	/**< [13:11] enum hisi_sec_addr */
#define HISI_SEC3_SRC		(7u << HISI_SEC3_SRC_S)
#define HISI_SEC3_DST_S		14	/**< [16:14] enum hisi_sec_addr */
#define HISI_SEC3_DST		(7u << HISI_SEC3_DST_S)
#define HISI_SEC3_MAC_S		17	/**< [19:17] enum hisi_sec_addr, always flat */
#define HISI_SEC3_MAC		(7u << HISI_SEC3_MAC_S)
/* Type 3, bytes 4-5 */
#define HISI_SEC3_CIPHER	3u	/**< [1:0] enum hisi_sec_cipher */
#define HISI_SEC3_CI_GEN	(3u << 2)	/**< [3:2] 0: IV from its address */
#define HISI_SEC3_ICV_LEN_S	4	/**< [9:4] bytes of a CCM or GCM tag */
#define HISI_SEC3_ICV_LEN	(0x3fu << HISI_SEC3_ICV_LEN_S)
#define HISI_SEC3_WIDTH_S	10	/**< [12:10] CBC-CS variant */
#define HISI_SEC3_WIDTH		(7u << HISI_SEC3_WIDTH_S)
#define HISI_SEC3_KEY_S		13	/**< [15:13] HISI_SEC_KEY_* */
#define HISI_SEC3_KEY		(7u << HISI_SEC3_KEY_S)
/* Type 3, byte 6 */
#define HISI_SEC3_MODE		0xfu	/**< [3:0] enum hisi_sec_c_mode */
#define HISI_SEC3_C_ALG_S	4	/**< [7:4] enum hisi_sec_c_alg */
#define HISI_SEC3_C_ALG		(0xfu << HISI_SEC3_C_ALG_S)
/* Type 3, byte 7 */
#define HISI_SEC3_SEQ		(1u << 6)	/**< authenticate, then cipher */
/* Type 3, dw14 */
#define HISI_SEC3_AUTH		3u	/**< [1:0] enum hisi_sec_auth */
#define HISI_SEC3_AI_GEN_S	2	/**< [3:2] enum hisi_sec_ai_gen */
#define HISI_SEC3_AI_GEN	(3u << HISI_SEC3_AI_GEN_S)
#define HISI_SEC3_MAC_LEN_S	4	/**< [8:4] words */
#define HISI_SEC3_MAC_LEN	(0x1fu << HISI_SEC3_MAC_LEN_S)
#define HISI_SEC3_A_KEY_LEN_S	9	/**< [14:9] words */
#define HISI_SEC3_A_KEY_LEN	(0x3fu << HISI_SEC3_A_KEY_LEN_S)
#define HISI_SEC3_A_ALG_S	15	/**< [20:15] enum hisi_sec_a_alg */
#define HISI_SEC3_A_ALG		(0x3fu << HISI_SEC3_A_ALG_S)
#define HISI_SEC3_CTR_MODE_S	25	/**< [26:25] CTR: HISI_SEC3_CTR_128 */
#define HISI_SEC3_CTR_MODE	(3u << HISI_SEC3_CTR_MODE_S)
#define HISI_SEC3_CTR_128	2u	/**< the counter wraps at 128 bits */
#define HISI_SEC3_XTS_GB	1u	/**< in the same bits, SM4-XTS: GB/T 17964 */
#define HISI_SEC3_PREFETCH	(1u << 27)	/**< hint: fetch translations ahead */
/* Type 3, byte 108; scene HISI_SEC_SCENE_STREAM alone */
#define HISI_SEC3_AUTH_PAD	3u	/**< [1:0] enum hisi_sec_pad */
#define HISI_SEC3_MAC_SEL	(1u << 5)	/**< parts of a GCM stream */

/** Lengths, both types. */
#define HISI_SEC_LEN_MASK	0xffffffu

/** What is done with the data (4.4). */
enum hisi_sec_cipher {
	HISI_SEC_CIPHER_NONE = 0,
	HISI_SEC_CIPHER_ENCRYPT = 1,
	HISI_SEC_CIPHER_DECRYPT = 2,
	HISI_SEC_CIPHER_COPY = 3,
};

enum hisi_sec_auth {
	HISI_SEC_AUTH_NONE = 0,
	HISI_SEC_AUTH_CALCULATE = 1,
	HISI_SEC_AUTH_VERIFY = 2,
};

enum hisi_sec_scene {
	HISI_SEC_SCENE_NONE = 0,
	HISI_SEC_SCENE_IPSEC = 1,
	HISI_SEC_SCENE_STREAM = 7,
};

enum hisi_sec_addr {
	HISI_SEC_ADDR_FLAT = 0,
	HISI_SEC_ADDR_SGL = 1,
	HISI_SEC_ADDR_PRP = 2,
};

/** Where the initial value of an authentication comes from. */
enum hisi_sec_ai_gen {
	HISI_SEC_AI_GEN_INNER = 0,
	HISI_SEC_AI_GEN_ADDR = 1,
};

enum hisi_sec_pad {
	HISI_SEC_PAD_FINAL = 0,		/**< the device pads: result is the digest */
	HISI_SEC_PAD_NONE = 1,		/**< result is the intermediate state */
};

enum hisi_sec_c_alg {
	HISI_SEC_C_ALG_DES = 0,
	HISI_SEC_C_ALG_3DES = 1,
	HISI_SEC_C_ALG_AES = 2,
	HISI_SEC_C_ALG_SM4 = 3,
};

enum hisi_sec_c_mode {
	HISI_SEC_C_MODE_ECB = 0,
	HISI_SEC_C_MODE_CBC = 1,
	HISI_SEC_C_MODE_CFB = 2,	/**< 128 bits */
	HISI_SEC_C_MODE_OFB = 3,
	HISI_SEC_C_MODE_CTR = 4,
	HISI_SEC_C_MODE_CCM = 5,
	HISI_SEC_C_MODE_GCM = 6,
	HISI_SEC_C_MODE_XTS = 7,
	HISI_SEC_C_MODE_CBC_CS = 9,
};

/* Key length codes; XTS: of one half of the key. SM4: HISI_SEC_KEY_128. */
#define HISI_SEC_KEY_128	0u	/**< AES and SM4, 16 bytes */
#define HISI_SEC_KEY_192	1u	/**< AES, 24 bytes */
#define HISI_SEC_KEY_256	2u	/**< AES, 32 bytes */
#define HISI_SEC_KEY_DES	1u	/**< 8 bytes; type 2: 0 is taken, too (4.4) */
#define HISI_SEC_KEY_3DES_3	1u	/**< 24 bytes */
#define HISI_SEC_KEY_3DES_2	3u	/**< 16 bytes */

enum hisi_sec_a_alg {
	HISI_SEC_A_ALG_SHA1 = 0x00,
	HISI_SEC_A_ALG_SHA256 = 0x01,
	HISI_SEC_A_ALG_MD5 = 0x02,
	HISI_SEC_A_ALG_SHA224 = 0x03,
	HISI_SEC_A_ALG_SHA384 = 0x04,
	HISI_SEC_A_ALG_SHA512 = 0x05,
	HISI_SEC_A_ALG_SHA512_224 = 0x06,
	HISI_SEC_A_ALG_SHA512_256 = 0x07,
	HISI_SEC_A_ALG_HMAC_SHA1 = 0x10,
	HISI_SEC_A_ALG_HMAC_SHA256 = 0x11,
	HISI_SEC_A_ALG_HMAC_MD5 = 0x12,
	HISI_SEC_A_ALG_HMAC_SHA224 = 0x13,
	HISI_SEC_A_ALG_HMAC_SHA384 = 0x14,
	HISI_SEC_A_ALG_HMAC_SHA512 = 0x15,
	HISI_SEC_A_ALG_HMAC_SHA512_224 = 0x16,
	HISI_SEC_A_ALG_HMAC_SHA512_256 = 0x17,
	HISI_SEC_A_ALG_AES_XCBC = 0x20,		/**< 96 bits and PRF-128: by MAC length */
	HISI_SEC_A_ALG_AES_CMAC = 0x21,
	HISI_SEC_A_ALG_AES_GMAC = 0x22,
	HISI_SEC_A_ALG_SM3 = 0x25,
	HISI_SEC_A_ALG_HMAC_SM3 = 0x26,
};

/* done_flag (4.10) */
#define HISI_SEC_DONE		(1u << 0)
#define HISI_SEC_ICV_S		1	/**< [3:1] */
#define HISI_SEC_ICV		(7u << HISI_SEC_ICV_S)
#define HISI_SEC_ICV_GOOD	0u	/**< nothing to check, or it is right (section 6 item 15) */
#define HISI_SEC_ICV_MISMATCH	2u	/**< the MAC or tag is wrong */
#define HISI_SEC_FLAG_S		7	/**< [10:7] HISI_SEC_FLAG_* */
#define HISI_SEC_FLAG		(0xfu << HISI_SEC_FLAG_S)
#define HISI_SEC_FLAG_AUTH	1u	/**< authentication alone, inferred (section 6 item 15) */
#define HISI_SEC_FLAG_CIPHER	2u	/**< a cipher alone was done; the kernel demands it */
#define HISI_SEC_FLAG_AEAD	3u	/**< CCM, GCM, or cipher and MAC were done; the same */

/**
 * error_type: 0 or an error (4.10). The values of hardware are not published; these
 * are the soft device's own (section 6, item 12).
 */
enum hisi_sec_error {
	HISI_SEC_OK = 0x00,
	HISI_SEC_BAD_TYPE = 0x01,	/**< type that this generation does not have */
	HISI_SEC_BAD_OPERATION = 0x02,	/**< neither cipher nor authentication, or a bad pair */
	HISI_SEC_BAD_C_ALG = 0x03,	/**< cipher, mode or width not offered */
	HISI_SEC_BAD_C_KEY = 0x04,	/**< key length code */
	HISI_SEC_BAD_C_LEN = 0x05,	/**< bytes to cipher: none, too many, no whole block */
	HISI_SEC_BAD_A_ALG = 0x06,	/**< hash or MAC not offered */
	HISI_SEC_BAD_A_KEY = 0x07,	/**< key length */
	HISI_SEC_BAD_A_LEN = 0x08,	/**< bytes to authenticate */
	HISI_SEC_BAD_MAC_LEN = 0x09,	/**< MAC or tag length */
	HISI_SEC_BAD_ADDR_TYPE = 0x0a,	/**< neither flat nor list */
	HISI_SEC_BAD_LIST = 0x0b,	/**< malformed, or shorter than the data */
	HISI_SEC_BAD_IV = 0x0c,		/**< length field of CCM, source of the IV */
	HISI_SEC_BAD_RESERVED = 0x0d,	/**< reserved field not 0 */
	HISI_SEC_BAD_ADDR = 0x20,	/**< an address could not be reached */
	HISI_SEC_INTERNAL = 0x21,	/**< the engine itself failed */
};

/* Limits (4.11) */
#define HISI_SEC_MAX_LEN	0xfffe00u	/**< bytes of a request, AAD included */
#define HISI_SEC_MAX_OFFSET	65535u		/**< hence bytes of AAD */
#define HISI_SEC_MAX_CCM_AAD	65279u		/**< bytes: the two-byte form of its length */
#define HISI_SEC_GCM_IV_LEN	12u		/**< bytes; no other exists (4.8) */
#define HISI_SEC_IV_LEN		16u		/**< bytes of the buffers of all other modes */
#define HISI_SEC_MAX_MAC_LEN	64u		/**< bytes */

#endif /* HISI_SEC_BD_H */
