/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * Known answers of NIST, IEEE, IETF and GB documents, through both types of descriptors
 * as far as they have the algorithm, with and without ipsec-mb.
 */

#include <string.h>

#include <rte_common.h>

#include "soft_sec_user.h"

#define MAX_LEN	128

struct cipher_kat {
	const char *from;
	uint8_t alg;
	uint8_t mode;
	uint8_t code;
	uint8_t type;		/* first that has it */
	uint8_t extra;		/* width, or 1 for the XTS of GB/T 17964 */
	const char *key;
	const char *iv;
	const char *plain;
	const char *cipher;
};

#define AES128	"2b7e151628aed2a6abf7158809cf4f3c"
#define AES192	"8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b"
#define AES256	"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
#define COUNT	"000102030405060708090a0b0c0d0e0f"
#define NIST_IN	"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51" \
		"30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
#define NIST_IV	"f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
#define SM4	"0123456789abcdeffedcba9876543210"
#define SM4_IN	"aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffaaaaaaaabbbbbbbb"
#define SM4_XTS	"2b7e151628aed2a6abf7158809cf4f3c000102030405060708090a0b0c0d0e0f"
#define SM4_XTS_IN \
		"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51" \
		"30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17"
#define ZEROS	"00000000000000000000000000000000"
#define RFC3962	"636869636b656e207465726979616b69"
#define FOX	"5468652071756663" "6b2062726f776e20" "666f78206a756d70"
#define NOW_IS	"4e6f772069732074" "68652074696d6520" "666f7220616c6c20"

static const struct cipher_kat cipher_kats[] = {
	{ "SP 800-38A F.1.1", 2, 0, 0, 2, 0, AES128, "", NIST_IN,
		"3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf"
		"43b1cd7f598ece23881b00e3ed0306887b0c785e27e8ad3f8223207104725dd4" },
	{ "SP 800-38A F.1.3", 2, 0, 1, 2, 0, AES192, "", NIST_IN,
		"bd334f1d6e45f25ff712a214571fa5cc974104846d0ad3ad7734ecb3ecee4eef"
		"ef7afd2270e2e60adce0ba2face6444e9a4b41ba738d6c72fb16691603c18e0e" },
	{ "SP 800-38A F.1.5", 2, 0, 2, 2, 0, AES256, "", NIST_IN,
		"f3eed1bdb5d2a03c064b5a7e3db181f8591ccb10d410ed26dc5ba74a31362870"
		"b6ed21b99ca6f4f9f153e7b1beafed1d23304b7a39f9f3ff067d8d8f9e24ecc7" },
	{ "SP 800-38A F.2.1", 2, 1, 0, 2, 0, AES128, COUNT, NIST_IN,
		"7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
		"73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7" },
	{ "SP 800-38A F.2.3", 2, 1, 1, 2, 0, AES192, COUNT, NIST_IN,
		"4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a"
		"571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd" },
	{ "SP 800-38A F.2.5", 2, 1, 2, 2, 0, AES256, COUNT, NIST_IN,
		"f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
		"39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b" },
	{ "SP 800-38A F.3.13", 2, 2, 0, 3, 0, AES128, COUNT, NIST_IN,
		"3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b"
		"26751f67a3cbb140b1808cf187a4f4dfc04b05357c5d1c0eeac4c66f9ff7f2e6" },
	{ "SP 800-38A F.3.15", 2, 2, 1, 3, 0, AES192, COUNT, NIST_IN,
		"cdc80d6fddf18cab34c25909c99a417467ce7f7f81173621961a2b70171d3d7a"
		"2e1e8a1dd59b88b1c8e60fed1efac4c9c05f9f9ca9834fa042ae8fba584b09ff" },
	{ "SP 800-38A F.3.17", 2, 2, 2, 3, 0, AES256, COUNT, NIST_IN,
		"dc7e84bfda79164b7ecd8486985d386039ffed143b28b1c832113c6331e5407b"
		"df10132415e54b92a13ed0a8267ae2f975a385741ab9cef82031623d55b1e471" },
	{ "SP 800-38A F.4.1", 2, 3, 0, 3, 0, AES128, COUNT, NIST_IN,
		"3b3fd92eb72dad20333449f8e83cfb4a7789508d16918f03f53c52dac54ed825"
		"9740051e9c5fecf64344f7a82260edcc304c6528f659c77866a510d9c1d6ae5e" },
	{ "SP 800-38A F.4.3", 2, 3, 1, 3, 0, AES192, COUNT, NIST_IN,
		"cdc80d6fddf18cab34c25909c99a4174fcc28b8d4c63837c09e81700c1100401"
		"8d9a9aeac0f6596f559c6d4daf59a5f26d9f200857ca6c3e9cac524bd9acc92a" },
	{ "SP 800-38A F.4.5", 2, 3, 2, 3, 0, AES256, COUNT, NIST_IN,
		"dc7e84bfda79164b7ecd8486985d38604febdc6740d20b3ac88f6ad82a4fb08d"
		"71ab47a086e86eedf39d1c5bba97c4080126141d67f37be8538f5a8be740e484" },
	{ "SP 800-38A F.5.1", 2, 4, 0, 3, 0, AES128, NIST_IV, NIST_IN,
		"874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"
		"5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee" },
	{ "SP 800-38A F.5.3", 2, 4, 1, 3, 0, AES192, NIST_IV, NIST_IN,
		"1abc932417521ca24f2b0459fe7e6e0b090339ec0aa6faefd5ccc2c6f4ce8e94"
		"1e36b26bd1ebc670d1bd1d665620abf74f78a7f6d29809585a97daec58c6b050" },
	{ "SP 800-38A F.5.5", 2, 4, 2, 3, 0, AES256, NIST_IV, NIST_IN,
		"601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
		"2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6" },
	{ "IEEE 1619 vector 1", 2, 7, 0, 2, 0, ZEROS ZEROS, ZEROS, ZEROS ZEROS,
		"917cf69ebd68b2ec9b9fe9a3eadda692cd43d2f59598ed858c02c2652fbf922e" },
	{ "IEEE 1619 vector 2", 2, 7, 0, 2, 0,
		"1111111111111111111111111111111122222222222222222222222222222222",
		"33333333330000000000000000000000",
		"4444444444444444444444444444444444444444444444444444444444444444",
		"c454185e6a16936e39334038acef838bfb186fff7480adc4289382ecd6d394f0" },
	{ "IEEE 1619 vector 10, begin", 2, 7, 2, 2, 0,
		"2718281828459045235360287471352662497757247093699959574966967627"
		"3141592653589793238462643383279502884197169399375105820974944592",
		"ff000000000000000000000000000000",
		COUNT "101112131415161718191a1b1c1d1e1f",
		"1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b" },
	{ "IEEE 1619 vector 15", 2, 7, 0, 2, 0,
		"fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0bfbebdbcbbbab9b8b7b6b5b4b3b2b1b0",
		"9a785634120000000000000000000000", COUNT "10",
		"6c1625db4671522d3d7599601de7ca09ed" },
	{ "RFC 3962, 17 bytes", 2, 9, 0, 2, 3, RFC3962, ZEROS,
		"4920776f756c64206c696b652074686520",
		"c6353568f2bf8cb4d8a580362da7ff7f97" },
	{ "RFC 3962, 17 bytes, as CS2", 2, 9, 0, 2, 2, RFC3962, ZEROS,
		"4920776f756c64206c696b652074686520",
		"c6353568f2bf8cb4d8a580362da7ff7f97" },
	{ "RFC 3962, 17 bytes, as CS1", 2, 9, 0, 2, 1, RFC3962, ZEROS,
		"4920776f756c64206c696b652074686520",
		"97c6353568f2bf8cb4d8a580362da7ff7f" },
	{ "RFC 3962, 31 bytes", 2, 9, 0, 2, 3, RFC3962, ZEROS,
		"4920776f756c64206c696b65207468652047656e6572616c20476175277320",
		"fc00783e0efdb2c1d445d4c8eff7ed2297687268d6ecccc0c07b25e25ecfe5" },
	{ "RFC 3962, 32 bytes", 2, 9, 0, 2, 3, RFC3962, ZEROS,
		"4920776f756c64206c696b65207468652047656e6572616c2047617527732043",
		"39312523a78662d5be7fcbcc98ebf5a897687268d6ecccc0c07b25e25ecfe584" },
	{ "RFC 3962, 32 bytes, as CS2", 2, 9, 0, 2, 2, RFC3962, ZEROS,
		"4920776f756c64206c696b65207468652047656e6572616c2047617527732043",
		"97687268d6ecccc0c07b25e25ecfe58439312523a78662d5be7fcbcc98ebf5a8" },
	{ "GB/T 32907", 3, 0, 0, 2, 0, SM4, "", SM4, "681edf34d206965e86b3e94f536e4246" },
	{ "draft-ribose-cfrg-sm4 A.2.1", 3, 0, 0, 2, 0, SM4, "", SM4_IN,
		"5ec8143de509cff7b5179f8f474b86192f1d305a7fb17df985f81c8482192304" },
	{ "draft-ribose-cfrg-sm4 A.2.2", 3, 1, 0, 2, 0, SM4, COUNT, SM4_IN,
		"78ebb11cc40b0a48312aaeb2040244cb4cb7016951909226979b0d15dc6a8f6d" },
	{ "draft-ribose-cfrg-sm4 A.2.3", 3, 3, 0, 3, 0, SM4, COUNT, SM4_IN,
		"ac3236cb861dd316e6413b4e3c7524b71d01aca2487ca582cbf5463e6698539b" },
	{ "draft-ribose-cfrg-sm4 A.2.4", 3, 2, 0, 3, 0, SM4, COUNT, SM4_IN,
		"ac3236cb861dd316e6413b4e3c7524b769d4c54ed433b9a0346009beb37b2b3f" },
	{ "draft-ribose-cfrg-sm4 A.2.5", 3, 4, 0, 2, 0, SM4, COUNT,
		"aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
		"eeeeeeeeeeeeeeeeffffffffffffffffaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb",
		"ac3236cb970cc20791364c395a1342d1a3cbc1878c6f30cd074cce385cdd70c7"
		"f234bc0e24c11980fd1286310ce37b926e02fcd0faa0baf38b2933851d824514" },
	{ "GB/T 17964 XTS", 3, 7, 0, 3, 1, SM4_XTS, NIST_IV, SM4_XTS_IN,
		"e9538251c71d7b80bbe4483fef497bd12c5c581bd6242fc51e08964fb4f60fdb"
		"0ba42f63499279213d318d2c11f6886e903be7f93a1b3479" },
	{ "SM4 in the XTS of IEEE 1619", 3, 7, 0, 2, 0, SM4_XTS, NIST_IV, SM4_XTS_IN,
		"e9538251c71d7b80bbe4483fef497bd1b3db1a3e60408c575d63ff7db39f8326"
		"0869f9e2585fec9f0b863bf8fd784b8627d16c0db6d2cfc7" },
	{ "SP 800-67 B.1", 1, 0, 1, 2, 0, "0123456789abcdef23456789abcdef01456789abcdef0123", "", FOX,
		"a826fd8ce53b855f" "cce21c8112256fe6" "68d5c05dd9b6b900" },
	{ "SP 800-67 B.1, CBC of one block", 1, 1, 1, 2, 0,
		"0123456789abcdef23456789abcdef01456789abcdef0123", "0000000000000000",
		"5468652071756663", "a826fd8ce53b855f" },
	{ "FIPS 81 B.1, two equal keys", 1, 0, 3, 2, 0, "0123456789abcdef0123456789abcdef", "", NOW_IS,
		"3fa40e8a984d4815" "6a271787ab8883f9" "893d51ec4b563b53" },
	{ "FIPS 81 C.1, two equal keys", 1, 1, 3, 2, 0, "0123456789abcdef0123456789abcdef",
		"1234567890abcdef", NOW_IS,
		"e5c7cdde872bf27c" "43e934008c389c0f" "683788499a7c05f6" },
	{ "FIPS 81 B.1", 0, 0, 1, 2, 0, "0123456789abcdef", "", NOW_IS,
		"3fa40e8a984d4815" "6a271787ab8883f9" "893d51ec4b563b53" },
	{ "FIPS 81 C.1", 0, 1, 1, 2, 0, "0123456789abcdef", "1234567890abcdef", NOW_IS,
		"e5c7cdde872bf27c" "43e934008c389c0f" "683788499a7c05f6" },
};

struct mac_kat {
	const char *from;
	uint8_t alg;
	uint8_t type;
	const char *key;
	const char *iv;		/* GMAC */
	const char *data;
	const char *mac;	/* of as many bytes as the request wants */
};

#define ABC	"616263"
#define JEFE	"4a656665"
#define WHAT	"7768617420646f2079612077616e7420666f72206e6f7468696e673f"
#define TRUNC	"546573742057697468205472756e636174696f6e"
#define C0C	"0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c"

static const struct mac_kat mac_kats[] = {
	{ "RFC 1321", 0x02, 2, "", "", ABC, "900150983cd24fb0d6963f7d28e17f72" },
	{ "FIPS 180 SHA-1", 0x00, 2, "", "", ABC, "a9993e364706816aba3e25717850c26c9cd0d89d" },
	{ "FIPS 180 SHA-224", 0x03, 2, "", "", ABC,
		"23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7" },
	{ "FIPS 180 SHA-256", 0x01, 2, "", "", ABC,
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "FIPS 180 SHA-384", 0x04, 2, "", "", ABC,
		"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
		"8086072ba1e7cc2358baeca134c825a7" },
	{ "FIPS 180 SHA-512", 0x05, 2, "", "", ABC,
		"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
		"2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
	{ "FIPS 180 SHA-512/224", 0x06, 2, "", "", ABC,
		"4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa" },
	{ "FIPS 180 SHA-512/256", 0x07, 2, "", "", ABC,
		"53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23" },
	{ "GB/T 32905", 0x25, 2, "", "", ABC,
		"66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" },
	{ "GB/T 32905, a block", 0x25, 2, "", "",
		"6162636461626364616263646162636461626364616263646162636461626364"
		"6162636461626364616263646162636461626364616263646162636461626364",
		"debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732" },
	{ "FIPS 180 SHA-1, nothing", 0x00, 3, "", "", "", "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
	{ "RFC 2202 MD5", 0x12, 2, JEFE, "", WHAT, "750c783e6ab0b503eaa86e310a5db738" },
	{ "RFC 2202 SHA-1", 0x10, 2, JEFE, "", WHAT, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
	{ "RFC 4231 SHA-224", 0x13, 2, JEFE, "", WHAT,
		"a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44" },
	{ "RFC 4231 SHA-256", 0x11, 2, JEFE, "", WHAT,
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
	{ "RFC 4231 SHA-384", 0x14, 2, JEFE, "", WHAT,
		"af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
		"8e2240ca5e69e2c78b3239ecfab21649" },
	{ "RFC 4231 SHA-512", 0x15, 2, JEFE, "", WHAT,
		"164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
		"9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737" },
	{ "RFC 4231 SHA-224-128", 0x13, 2, C0C, "", TRUNC, "0e2aea68a90c8d37c988bcdb9fca6fa8" },
	{ "RFC 4231 SHA-256-128", 0x11, 2, C0C, "", TRUNC, "a3b6167473100ee06e0c796c2955552b" },
	{ "RFC 4231 SHA-384-128", 0x14, 2, C0C, "", TRUNC, "3abf34c3503b2a23a46efc619baef897" },
	{ "RFC 4231 SHA-512-128", 0x15, 2, C0C, "", TRUNC, "415fad6271580a531d4179bc891d87a6" },
	{ "RFC 3566, 3 bytes", 0x20, 3, COUNT, "", "000102", "5b376580ae2f19afe7219ceef172756f" },
	{ "RFC 3566, a block", 0x20, 3, COUNT, "", COUNT, "d2a246fa349b68a79998a4394ff7a263" },
	{ "RFC 3566, 96 bits", 0x20, 3, COUNT, "", COUNT, "d2a246fa349b68a79998a439" },
	{ "RFC 3566, 20 bytes", 0x20, 3, COUNT, "", COUNT "10111213",
		"47f51b4564966215b8985c63055ed308" },
	{ "RFC 4493, a block", 0x21, 3, AES128, "", "6bc1bee22e409f96e93d7e117393172a",
		"070a16b46b4d4144f79bdd9dd04a287c" },
	{ "RFC 4493, 40 bytes", 0x21, 3, AES128, "",
		"6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411",
		"dfa66747de9ae63030ca32611497c827" },
	{ "RFC 4493, 64 bytes", 0x21, 3, AES128, "", NIST_IN, "51f0bebf7e3b9d92fc49741779363cfe" },
	{ "CAVS GCM, 128 bits", 0x22, 3, "77be63708971c4e240d1cb79e8d77feb",
		"e0e00f19fed7ba0136a797f3", "7a43ec1d9c0a5a78a0b16533a6213cab",
		"209fcc8d3675ed938e9c7166709dd946" },
	{ "CAVS GCM, 256 bits", 0x22, 3,
		"78dc4e0aaf52d935c3c01eea57428f00ca1fd475f5da86a49c8dd73d68c8e223",
		"d79cf22d504cc793c3fb6c8a", "b96baa8c1c75a671bfb2d08d06be5f36",
		"3e5d486aa2e30b22e040b85723a06e76" },
};

struct aead_kat {
	const char *from;
	uint8_t alg;
	uint8_t mode;
	uint8_t code;
	uint8_t type;
	const char *key;
	const char *nonce;
	const char *aad;
	const char *plain;
	const char *cipher;
	const char *tag;
};

#define GCM_KEY	"feffe9928665731c6d6a8f9467308308"
#define GCM_IV	"cafebabefacedbaddecaf888"
#define GCM_AAD	"feedfacedeadbeeffeedfacedeadbeefabaddad2"
#define GCM_IN	"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72" \
		"1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
#define TLS_IN	"aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd" \
		"eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
#define CCM_KEY	"404142434445464748494a4b4c4d4e4f"

static const struct aead_kat aead_kats[] = {
	{ "GCM test case 4", 2, 6, 0, 2, GCM_KEY, GCM_IV, GCM_AAD, GCM_IN,
		"42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
		"21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
		"5bc94fbc3221a5db94fae95ae7121a47" },
	{ "GCM test case 10", 2, 6, 1, 2, GCM_KEY "feffe9928665731c", GCM_IV, GCM_AAD, GCM_IN,
		"3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c"
		"7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710",
		"2519498e80f1478f37ba55bd6d27618c" },
	{ "GCM test case 16", 2, 6, 2, 2, GCM_KEY GCM_KEY, GCM_IV, GCM_AAD, GCM_IN,
		"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
		"8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
		"76fc6ece0f4e1768cddf8853bb2d551b" },
	{ "GCM test case 3, no AAD", 2, 6, 0, 2, GCM_KEY, GCM_IV, "", GCM_IN "1aafd255",
		"42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
		"21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
		"4d5c2af327cd64a62cf35abd2ba6fab4" },
	{ "RFC 8998 A.1", 3, 6, 0, 3, SM4, "00001234567800000000abcd", GCM_AAD, TLS_IN,
		"17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
		"d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
		"83de3541e4c2b58177e065a9bf7b62ec" },
	{ "RFC 8998 A.2", 3, 5, 0, 3, SM4, "00001234567800000000abcd", GCM_AAD, TLS_IN,
		"48af93501fa62adbcd414cce6034d895dda1bf8f132f042098661572e7483094"
		"fd12e518ce062c98acee28d95df4416bed31a2f04476c18bb40c84a74b97dc5b",
		"16842d4fa186f56ab33256971fa110f4" },
	{ "RFC 3610 packet 1", 2, 5, 0, 2, "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
		"00000003020100a0a1a2a3a4a5", "0001020304050607",
		"08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
		"588c979a61c663d2f066d0c2c0f989806d5f6b61dac384", "17e8d12cfdf926e0" },
	{ "SP 800-38C C.1", 2, 5, 0, 2, CCM_KEY, "10111213141516", "0001020304050607", "20212223",
		"7162015b", "4dac255d" },
	{ "SP 800-38C C.2", 2, 5, 0, 2, CCM_KEY, "1011121314151617", COUNT,
		"202122232425262728292a2b2c2d2e2f", "d2a1f0e051ea5f62081a7792073d593d",
		"1fc64fbfaccd" },
	{ "SP 800-38C C.3", 2, 5, 0, 2, CCM_KEY, "101112131415161718191a1b", COUNT "10111213",
		"202122232425262728292a2b2c2d2e2f3031323334353637",
		"e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5", "484392fbc1b09951" },
};

static void
run_cipher(struct user *u, unsigned int qm, const struct cipher_kat *k, bool decrypt)
{
	uint8_t key[64], iv[16], in[MAX_LEN], want[MAX_LEN], out[MAX_LEN] = { 0 };
	struct sec_spec s = {
		.cipher = decrypt ? 2 : 1, .de = 1, .scene = 1, .c_alg = k->alg, .c_mode = k->mode,
		.c_key = k->code, .ctr_mode = 2, .src = in, .dst = out, .c_iv = iv, .c_key_at = key,
	};

	sec_hex(k->key, key, sizeof(key));
	sec_hex(k->iv, iv, sizeof(iv));
	s.c_len = sec_hex(decrypt ? k->cipher : k->plain, in, sizeof(in));
	sec_hex(decrypt ? k->plain : k->cipher, want, sizeof(want));
	if (k->mode == HISI_SEC_C_MODE_CBC_CS)
		s.c_width = k->extra;
	else if (k->mode == HISI_SEC_C_MODE_XTS)
		s.ctr_mode = k->extra;
	assert_int_equal(sec_do(u, qm, &s), 0x0101);
	if (memcmp(out, want, s.c_len) != 0)
		fail_msg("%s, %s", k->from, decrypt ? "decrypt" : "encrypt");
}

static void
run_mac(struct user *u, unsigned int qm, const struct mac_kat *k)
{
	uint8_t key[64], iv[16], data[MAX_LEN], want[64], mac[64 + 16], rest[64 + 16];
	struct sec_spec s = {
		.auth = 1, .scene = qm == 2 || k->alg == 0x22 ? 1 : 7, .a_alg = k->alg, .src = data,
		.mac = mac, .a_key_at = key,
	};
	unsigned int n = sec_hex(k->mac, want, sizeof(want));

	memset(mac, 0x5a, sizeof(mac));
	memset(rest, 0x5a, sizeof(rest));
	s.mac_words = n / 4;
	s.a_key_words = sec_hex(k->key, key, sizeof(key)) / 4;
	s.a_len = sec_hex(k->data, data, sizeof(data));
	if (sec_hex(k->iv, iv, sizeof(iv)) != 0) {
		s.ai_gen = 1;
		s.a_iv = iv;
	}
	assert_int_equal(sec_do(u, qm, &s), 0x0081);
	if (memcmp(mac, want, n) != 0)
		fail_msg("%s", k->from);
	assert_memory_equal(mac + n, rest, sizeof(mac) - n);
}

static void
set_ivs(const struct aead_kat *k, struct sec_spec *s, uint8_t *iv, uint8_t *b0)
{
	unsigned int l;

	if (k->mode == HISI_SEC_C_MODE_GCM) {
		sec_hex(k->nonce, iv, 16);
		return;
	}
	/* 4.8 */
	l = 15 - sec_hex(k->nonce, iv + 1, 15);
	iv[0] = l - 1;
	memcpy(b0, iv, 16);
	iv[15] = 1;
	b0[0] |= (s->icv_len - 2) / 2 << 3 | (s->a_len != 0) << 6;
	b0[15] = s->c_len;
}

static void
run_aead(struct user *u, unsigned int qm, const struct aead_kat *k, bool decrypt)
{
	uint8_t key[64], iv[16] = { 0 }, b0[16] = { 0 }, in[MAX_LEN], want[MAX_LEN];
	uint8_t out[MAX_LEN] = { 0 }, tag[16] = { 0 }, mac[16] = { 0 };
	struct sec_spec s = {
		.cipher = decrypt ? 2 : 1, .seq = decrypt, .de = 1, .scene = 1, .c_alg = k->alg,
		.c_mode = k->mode, .c_key = k->code, .src = in, .dst = out, .c_iv = iv, .a_iv = b0,
		.c_key_at = key, .mac = mac,
	};

	sec_hex(k->key, key, sizeof(key));
	s.icv_len = sec_hex(k->tag, tag, sizeof(tag));
	s.a_len = sec_hex(k->aad, in, sizeof(in));
	s.c_off = s.a_len;
	s.c_len = sec_hex(decrypt ? k->cipher : k->plain, in + s.a_len, sizeof(in) - s.a_len);
	sec_hex(decrypt ? k->plain : k->cipher, want, sizeof(want));
	set_ivs(k, &s, iv, b0);
	if (decrypt)
		memcpy(mac, tag, s.icv_len);
	assert_int_equal(sec_do(u, qm, &s), 0x0181);
	if (memcmp(out + s.c_off, want, s.c_len) != 0 || memcmp(mac, tag, sizeof(tag)) != 0)
		fail_msg("%s, %s", k->from, decrypt ? "decrypt" : "encrypt");
	/* Nothing is written to the place of AAD in a destination (section 6, item 11). */
	assert_int_equal(out[0], s.c_off == 0 ? want[0] : 0);
}

static void
known_answers(unsigned int qm, enum soft_engine engine)
{
	unsigned int i, type = qm == 2 ? 2 : 3;
	struct user u;

	sec_open(&u, qm, engine);
	for (i = 0; i < RTE_DIM(cipher_kats); i++) {
		if (cipher_kats[i].type > type)
			continue;
		run_cipher(&u, qm, &cipher_kats[i], false);
		run_cipher(&u, qm, &cipher_kats[i], true);
	}
	for (i = 0; i < RTE_DIM(mac_kats); i++)
		if (mac_kats[i].type <= type)
			run_mac(&u, qm, &mac_kats[i]);
	for (i = 0; i < RTE_DIM(aead_kats); i++) {
		if (aead_kats[i].type > type)
			continue;
		run_aead(&u, qm, &aead_kats[i], false);
		run_aead(&u, qm, &aead_kats[i], true);
	}
	sec_close(&u);
}

static void
test_type2(void **state __rte_unused)
{
	known_answers(2, SOFT_ENGINE_FAST);
	known_answers(2, SOFT_ENGINE_PLAIN);
}

static void
test_type3(void **state __rte_unused)
{
	known_answers(3, SOFT_ENGINE_FAST);
	known_answers(3, SOFT_ENGINE_PLAIN);
	known_answers(5, SOFT_ENGINE_FAST);
}

int
test_soft_sec_kat(void)
{
	const struct CMUnitTest tests[] = {
		user_unit_test(test_type2),
		user_unit_test(test_type3),
	};

	return TEST_RUN_GROUP("soft SEC, known answers", tests, NULL, NULL);
}
