/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef TEST_UACCE_SOFT_CHILD_H
#define TEST_UACCE_SOFT_CHILD_H

/** @file Child processes that use the soft device, and how they end. */

#include "soft_user.h"

#define CHILD_WAIT_MS	20000	/**< for a process that ends at once, on a busy machine */

/** A page that cannot be accessed. */
extern uint8_t *child_no_access;
/** Its bytes. */
extern size_t child_page;

/** Fixture of a group: makes and frees that page. */
int child_setup(void **state);
int child_teardown(void **state);

/** How a process ended; one that hangs is ended by SIGKILL. */
int child_wait_for(pid_t pid);

/** Fork without core dumps; 0 in the child. */
pid_t child_start(void);

/** Run a function in a child process; how that ended. */
int child_status(void (*child)(void));

/** Run a function in a child process, which has to exit with this code. */
void child_assert_exits(void (*child)(void), int code);

/** Assert that a process was ended by a signal. */
void child_assert_killed(int status, int sig);

/** A source that can be read. */
extern const uint8_t child_good[64];

/** Whether so many times a bad request fails and a good one after it does not. */
bool child_guards(struct user *u, unsigned int times);

/** Access the page that cannot be accessed. */
void child_fault(void);

#endif /* TEST_UACCE_SOFT_CHILD_H */
