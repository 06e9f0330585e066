/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Lengths of operations. */

#include <byteswap.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>

#include "perf_size.h"
#include "test_util.h"

/* Packets of a capture that are read at most. */
#define MAX_PACKETS	(1u << 20)

/* The IPv4 mix of FD.io's CSIT: 28 frames of 64 bytes, 16 of 570 and 4 of 1518, 7:4:1. */
static const uint32_t imix[] = { 64, 64, 64, 64, 64, 64, 64, 570, 570, 570, 570, 1518 };

/* Words of the header of a capture and of each packet, in the byte order of their writer. */
#define FILE_WORDS	6
#define PACKET_WORDS	4
#define PACKET_CAPTURED	2
#define PACKET_LENGTH	3

/* Times in microseconds, and in nanoseconds. */
#define PCAP_MICRO	0xa1b2c3d4u
#define PCAP_NANO	0xa1b23c4du
#define PCAP_NG		0x0a0d0d0au

static bool
is_pcap(uint32_t magic)
{
	return magic == PCAP_MICRO || magic == PCAP_NANO;
}

static bool
parse_size(const char *text, char **end, uint32_t *size)
{
	unsigned long n;

	errno = 0;
	n = *text >= '0' && *text <= '9' ? strtoul(text, end, 10) : 0;
	*size = n;
	return errno == 0 && n >= 1 && n <= PERF_MAX_SIZE;
}

static bool
take_imix(struct perf_sizes *s)
{
	s->lens = malloc(sizeof(imix));
	if (s->lens == NULL)
		return false;
	memcpy(s->lens, imix, sizeof(imix));
	s->nb_lens = RTE_DIM(imix);
	s->min = imix[0];
	s->max = imix[RTE_DIM(imix) - 1];
	s->shuffled = true;
	return true;
}

bool
perf_sizes_parse(struct perf_sizes *s, const char *text)
{
	char *end;

	perf_sizes_free(s);
	if (strcmp(text, "imix") == 0)
		return take_imix(s);
	if (parse_size(text, &end, &s->min)) {
		s->max = s->min;
		if (*end == '\0' || (*end == '-' && parse_size(end + 1, &end, &s->max) &&
				*end == '\0' && s->max >= s->min))
			return true;
	}
	fprintf(stderr, "perf: bad --size '%s', it is a number from 1 to %u, MIN-MAX or imix\n",
			text, PERF_MAX_SIZE);
	return false;
}

/* Read packets up to the end of the file. Returns NULL, or what is wrong. */
static const char *
read_packets(struct perf_sizes *s, FILE *f, bool swapped)
{
	uint32_t packet[PACKET_WORDS], captured, length;
	size_t got = 0;

	while (s->nb_lens < MAX_PACKETS &&
			(got = fread(packet, 1, sizeof(packet), f)) == sizeof(packet)) {
		captured = packet[PACKET_CAPTURED];
		length = packet[PACKET_LENGTH];
		if (swapped) {
			captured = bswap_32(captured);
			length = bswap_32(length);
		}
		if (length == 0 || length > PERF_MAX_SIZE || captured > PERF_MAX_SIZE)
			return "the length of a packet is out of range";
		/* A seek goes beyond the end of a file, a read does not. */
		if (captured != 0 && (fseek(f, captured - 1, SEEK_CUR) != 0 || fgetc(f) == EOF))
			return "it ends within a packet";
		s->min = s->nb_lens == 0 ? length : RTE_MIN(s->min, length);
		s->max = RTE_MAX(s->max, length);
		s->lens[s->nb_lens++] = length;
	}
	if (got % sizeof(packet) != 0)
		return "it ends within the header of a packet";
	return s->nb_lens == 0 ? "it has no packet" : NULL;
}

static const char *
read_capture(struct perf_sizes *s, FILE *f)
{
	uint32_t file[FILE_WORDS] = { 0 };
	bool whole = fread(file, sizeof(file), 1, f) == 1;

	if (file[0] == PCAP_NG)
		return "it is in pcapng format: convert it with `editcap -F pcap`";
	if (!whole || (!is_pcap(file[0]) && !is_pcap(bswap_32(file[0]))))
		return "it is no capture in pcap format";
	return read_packets(s, f, !is_pcap(file[0]));
}

bool
perf_sizes_read(struct perf_sizes *s, const char *path)
{
	const char *wrong = NULL;
	FILE *f = fopen(path, "rb");

	perf_sizes_free(s);
	s->lens = malloc(MAX_PACKETS * sizeof(*s->lens));
	if (f == NULL || s->lens == NULL)
		wrong = strerror(errno);
	else
		wrong = read_capture(s, f);
	if (f != NULL)
		fclose(f);
	if (wrong != NULL)
		fprintf(stderr, "perf: cannot use --pcap '%s': %s\n", path, wrong);
	return wrong == NULL;
}

static void
shuffle(uint32_t *lens, uint32_t n)
{
	uint32_t i, k, len;

	for (i = n; i > 1; i--) {
		k = test_rand_range(0, i - 1);
		len = lens[k];
		lens[k] = lens[i - 1];
		lens[i - 1] = len;
	}
}

void
perf_sizes_make(const struct perf_sizes *s, uint32_t *lens, uint32_t n, uint32_t block)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (s->lens == NULL)
			lens[i] = test_rand_range(s->min, s->max);
		else if (s->nb_lens > n)
			lens[i] = s->lens[(uint64_t)i * s->nb_lens / n];
		else
			lens[i] = s->lens[i % s->nb_lens];
		lens[i] = RTE_ALIGN_MUL_CEIL(lens[i], block);
	}
	if (s->shuffled)
		shuffle(lens, n);
}

void
perf_sizes_free(struct perf_sizes *s)
{
	free(s->lens);
	memset(s, 0, sizeof(*s));
}
