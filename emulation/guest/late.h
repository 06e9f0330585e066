/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef LATE_H
#define LATE_H

/**
 * @file
 * Memory that is not there until the test says so: a page of a file in a file system of the
 * program's own. Whoever asks for the page waits.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct late {
	const uint8_t *page;	/**< a page of the file, mapped for reading */
	char path[32];
	pid_t server;
	int asked;		/**< has a byte when somebody waits for the page */
	int answer;		/**< takes the byte that lets the page come */
};

/** Make such a page, whose bytes are those of the text with a seed. */
void late_make(struct late *late, unsigned int seed);

/** Wait until the page was asked for, at most seconds. */
bool late_is_asked(struct late *late, unsigned int seconds);

/** Let the page come. */
void late_answer(struct late *late);

void late_free(struct late *late);

#endif /* LATE_H */
