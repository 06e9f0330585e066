/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A driver that attacks the host: it makes the device write to the device's own registers,
 * reset itself during a write, wait for a queue that never drains, and leave its slot. The
 * emulated device must survive this. The tests say nothing about real devices.
 */

#define _GNU_SOURCE
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "faults.h"
#include "raw.h"

#define LEN		4096u
#define MSI		0xc0u	/* the capability */
#define VENDOR_RESET	0xe4u	/* a 1 resets the device */

static struct raw fn;

static void
take(void)
{
	raw_take(&fn, dev);
	raw_events(&fn, fn.mem_addr, true);
	raw_start(&fn, 1);
	raw_submit(&fn, 1, LEN);
	check(raw_wait(&fn, 1, 10));
}

/* Give the device back to its driver, for which it must work. */
static void
give_back(void)
{
	char name[64];
	struct uq q;

	raw_give_back(&fn);
	check(uq_of_pci(fn.pci, name, sizeof(name)));
	uq_must_start(&q, name, 0);
	uq_must_work(&q);
	uq_close(&q);
}

static bool
mailbox_ran(void)
{
	return (raw_read(&fn, RAW_MB) & RAW_MB_BUSY) == 0;
}

static void
must_complete(uint16_t queue)
{
	raw_submit(&fn, queue, LEN);
	check(raw_wait(&fn, queue, 10));
}

/* Wait until the device reports that a write failed. An event is written after its completion. */
static void
must_report(void)
{
	unsigned int waited;

	for (waited = 0; waited < 10000; waited++) {
		if ((raw_read(&fn, RAW_ERR_STATUS) & RAW_ERR_WRITE) != 0)
			return;
		usleep(1000);
	}
	check(waited < 10000);
}

/* An event that reached the registers would send a mailbox, which stops the queue. */
static void
events_into_mailbox(void)
{
	take();
	raw_events(&fn, fn.regs_addr + RAW_MB_LAST, true);
	raw_prepare(&fn, RAW_MB_STOP, 1, 0);
	must_complete(1);
	must_report();
	check(!mailbox_ran());
	/* The queue and mailboxes still work. */
	must_complete(1);
	check_errno(raw_mailbox(&fn, RAW_MB_STOP, 1, 0), 0);
	give_back();
}

/* As events_into_mailbox(), with the interrupt, which follows the event. */
static void
interrupts_into_mailbox(void)
{
	volatile uint32_t *event;
	unsigned int waited;
	uint64_t addr;

	take();
	addr = fn.regs_addr + RAW_MB_LAST;
	raw_config(fn.pci, MSI + 4, addr, 4);
	raw_config(fn.pci, MSI + 8, addr >> 32, 4);
	raw_config(fn.pci, MSI + 2, raw_config_read(fn.pci, MSI + 2, 2) | 1, 2);
	event = (volatile uint32_t *)fn.mem;
	*event = 0;
	raw_events(&fn, fn.mem_addr, true);
	raw_prepare(&fn, RAW_MB_STOP, 1, 0);
	must_complete(1);
	for (waited = 0; waited < 10000 && *event == 0; waited++)
		usleep(1000);
	check(*event != 0);
	usleep(100000);
	check(!mailbox_ran());
	must_complete(1);
	raw_config(fn.pci, MSI + 2, raw_config_read(fn.pci, MSI + 2, 2) & ~1u, 2);
	give_back();
}

/* A mailbox writes a context to the word that sends mailboxes. */
static void
mailbox_into_itself(void)
{
	take();
	check(raw_mailbox(&fn, RAW_MB_SQC | RAW_MB_READ, 1, fn.regs_addr + RAW_MB_LAST) > 0);
	must_complete(1);
	give_back();
}

static void
contexts_into_trigger(void)
{
	take();
	check_errno(raw_mailbox(&fn, RAW_MB_SQC_BT, 0,
		fn.regs_addr + RAW_CACHE_WB_START - 32), 0);
	check_errno(raw_mailbox(&fn, RAW_MB_CQC_BT, 0, fn.mem_addr), 0);
	raw_write(&fn, RAW_CACHE_WB_START, 1);
	must_report();
	must_complete(1);
	give_back();
}

/* Events go to an address without memory. */
static void
events_into_nothing(void)
{
	take();
	check((raw_read(&fn, RAW_ERR_STATUS) & RAW_ERR_WRITE) == 0);
	raw_events(&fn, UINT64_C(1) << 38, true);
	must_complete(1);
	must_report();
	must_complete(1);
	give_back();
}

/* The event of queue 1 with phase 0 is the word 1, which resets the device where it is written. */
static void
event_resets(void)
{
	unsigned int round, waited;

	take();
	for (round = 0; round < 20; round++) {
		raw_events(&fn, raw_config_addr(fn.pci) + VENDOR_RESET, false);
		raw_submit(&fn, 1, LEN);
		for (waited = 0; waited < 10000 && raw_read(&fn, RAW_VFT_HIGH) != 0; waited++)
			usleep(1000);
		/* The function has lost its queues. */
		check(raw_mailbox(&fn, RAW_MB_SQC | RAW_MB_READ, 1, fn.mem_addr) > 0);
		raw_give_queues(&fn);
		raw_start(&fn, 1);
		must_complete(1);
	}
	give_back();
}

static void *
stop_queue(void *status)
{
	*(int *)status = raw_mailbox(&fn, RAW_MB_STOP, 1, 0);
	return NULL;
}

/* Stop a queue that never drains. Returns how many requests of another queue complete meanwhile. */
static unsigned int
complete_during_stop(void)
{
	unsigned int done = 0, waited;
	pthread_t thread;
	int status = 0;

	raw_start(&fn, 1);
	raw_start(&fn, 2);
	check_errno(pci_faults(fn.pci, "stall@1"), 0);
	raw_submit(&fn, 1, LEN);
	usleep(100000);
	check_errno(pci_faults(fn.pci, ""), 0);
	check(pthread_create(&thread, NULL, stop_queue, &status) == 0);
	for (waited = 0; waited < 2000 && mailbox_ran(); waited++)
		usleep(100);
	while (!mailbox_ran() && done < RAW_DEPTH / 2) {
		must_complete(2);
		done += !mailbox_ran();
		usleep(10000);
	}
	check(pthread_join(thread, NULL) == 0);
	/* The mailbox failed after its time limit. */
	check(status > 0);
	return done;
}

/* While a mailbox waits, other queues are served. On a busy machine a round may miss that. */
static void
stop_waits(void)
{
	unsigned int round;

	take();
	for (round = 0; round < 5 && complete_during_stop() == 0; round++)
		;
	check(round < 5);
	raw_start(&fn, 1);
	must_complete(1);
	give_back();
}

/* Power the slot of a function off, at the port above it, whose name is in the path. */
static void
power_off(const char *pci)
{
	char path[128], port[64], target[PATH_MAX], *end;
	uint8_t cap;
	uint16_t slot;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s", pci);
	check(realpath(path, target) != NULL);
	end = strrchr(target, '/');
	*end = '\0';
	snprintf(port, sizeof(port), "%.60s", strrchr(target, '/') + 1);
	for (cap = raw_config_read(port, 0x34, 1); cap != 0;
			cap = raw_config_read(port, cap + 1, 1)) {
		if (raw_config_read(port, cap, 1) == 0x10)
			break;
	}
	check(cap != 0);
	/* Slot control: indicator off, power off. */
	slot = raw_config_read(port, cap + 0x18, 2) & ~0x700u;
	raw_config(port, cap + 0x18, slot | 0x300 | 0x400, 2);
}

/* Remove the device from its slot while it works. It stays away, so this test is the last. */
static void
taken_out(void)
{
	unsigned int i;

	take();
	raw_start(&fn, 2);
	for (i = 1; i < RAW_DEPTH - 1; i++) {
		raw_submit(&fn, 1, 300000);
		raw_submit(&fn, 2, 300000);
	}
	check(raw_wait(&fn, 2, 10));
	power_off(fn.pci);
	check_errno(raw_config_read(fn.pci, 0, 2), 0xffff);
	/* Wait until the threads of its queues have ended. */
	sleep(2);
	raw_write(&fn, RAW_MB_LOW, 0x1234);
	check(raw_read(&fn, RAW_MB_LOW) != 0x1234);
}

const struct test hostile_tests[] = {
	{ "events into the mailbox", events_into_mailbox, 60, false },
	{ "interrupts into the mailbox", interrupts_into_mailbox, 60, false },
	{ "a mailbox into itself", mailbox_into_itself, 60, false },
	{ "contexts into what writes them", contexts_into_trigger, 60, false },
	{ "events into nothing", events_into_nothing, 60, false },
	{ "an event that resets the device", event_resets, 60, false },
	{ "a STOP that waits", stop_waits, 60, false },
	{ "taken out at work", taken_out, 60, false },
	{ NULL, NULL, 0, false },
};
