/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "faults.h"
#include "uq.h"

/* Offset of the word for faults in the configuration space. */
#define VENDOR_FAULTS	0xe8

int
pci_faults(const char *pci, const char *text)
{
	size_t len = strlen(text) + 1, i;
	char path[256], word[4];
	uint32_t refused = 1;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config", pci);
	fd = open(path, O_RDWR);
	if (fd < 0)
		return -1;
	for (i = 0; i < len; i += sizeof(word)) {
		memset(word, 0, sizeof(word));
		memcpy(word, text + i, len - i < sizeof(word) ? len - i : sizeof(word));
		if (pwrite(fd, word, sizeof(word), VENDOR_FAULTS) != sizeof(word))
			break;
	}
	/* The word reads as 0 if the text was valid. */
	if (i >= len && pread(fd, &refused, sizeof(refused), VENDOR_FAULTS) != sizeof(refused))
		refused = 1;
	close(fd);
	return i >= len && refused == 0 ? 0 : -1;
}

int
set_faults(const char *name, const char *text)
{
	char pci[64];

	uq_pci(name, pci, sizeof(pci));
	return pci_faults(pci, text);
}

int
fault_main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "Usage: uacce-judge fault DEVICE TEXT\n");
		return 2;
	}
	if (set_faults(argv[0], argv[1]) == 0)
		return 0;
	fprintf(stderr, "%s: faults '%s' are not valid: kind@n, several joined by +; the kinds are "
		"start, status, order, stall and reset\n", argv[0], argv[1]);
	return 1;
}
