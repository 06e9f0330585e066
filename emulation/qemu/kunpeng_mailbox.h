/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#ifndef KUNPENG_MAILBOX_H
#define KUNPENG_MAILBOX_H

/**
 * @file
 * Mailboxes: commands of the driver, most of which program contexts. All functions need the
 * lock.
 */

#include "kunpeng_state.h"

/** Create the timer and the condition of a function's mailbox; they live as long as the object. */
void kunpeng_mailbox_init(struct kunpeng_fn *fn);
void kunpeng_mailbox_free(struct kunpeng_fn *fn);

/** Carry out the mailbox that is in the registers, if the driver marked it busy. */
void kunpeng_mailbox_send(struct kunpeng_fn *fn);

/** End a mailbox that waits, without a status: for a reset. */
void kunpeng_mailbox_end(struct kunpeng_fn *fn);

#endif /* KUNPENG_MAILBOX_H */
