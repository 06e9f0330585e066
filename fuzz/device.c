/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* A device that serves, or lies. */

#include "device.h"
#include "hw/hisi_qm_hw.h"
#include "soft_device.h"

#define MAX_QUEUES	16u

/** A queue of a driver that is open. */
struct queue {
	struct soft_queue *soft;
	uint8_t *dus;
	size_t len;
};

static struct queue queues[MAX_QUEUES];
static struct fuzz_input *input;
/*
 * Descriptors were changed: the soft device would write where these say, as hardware would, and
 * the driver cannot help that.
 */
static bool lied;

int __real_soft_queue_map(struct soft_queue *q, enum uacce_region region, size_t len, void **addr);
int __wrap_soft_queue_map(struct soft_queue *q, enum uacce_region region, size_t len, void **addr);
void __real_soft_queue_close(struct soft_queue *q);
void __wrap_soft_queue_close(struct soft_queue *q);
unsigned int __real_soft_queue_serve(struct soft_queue *q, unsigned int max);
unsigned int __wrap_soft_queue_serve(struct soft_queue *q, unsigned int max);

const char *
device_args(unsigned int qm)
{
	static char args[128];

	snprintf(args, sizeof(args), "device=soft,soft_qm=%u,soft_depth=%u,queues=1", qm,
			DEVICE_DEPTH);
	return args;
}

void
device_begin(struct fuzz_input *in)
{
	input = in;
	lied = false;
}

static uint32_t *
status_of(const struct queue *queue)
{
	return (uint32_t *)(void *)(queue->dus + queue->len - HISI_QM_STATUS_SIZE);
}

void
device_stop_all(void)
{
	unsigned int i;

	input = NULL;
	for (i = 0; i < MAX_QUEUES; i++) {
		if (queues[i].dus == NULL)
			continue;
		/* When a queue is closed, the soft device serves what was submitted to it. */
		if (lied)
			memset(queues[i].dus, 0, DEVICE_DEPTH * HISI_QM_SQE_SIZE);
		status_of(&queues[i])[HISI_QM_STATUS_TX] = 1;
		status_of(&queues[i])[HISI_QM_STATUS_RX] = 1;
	}
}

static struct queue *
queue_of(const struct soft_queue *soft)
{
	unsigned int i;

	for (i = 0; i < MAX_QUEUES && queues[i].soft != soft; i++)
		;
	return i < MAX_QUEUES ? &queues[i] : NULL;
}

int
__wrap_soft_queue_map(struct soft_queue *q, enum uacce_region region, size_t len, void **addr)
{
	const int ret = __real_soft_queue_map(q, region, len, addr);
	struct queue *queue = queue_of(NULL);

	if (ret == 0 && region == UACCE_REGION_DUS) {
		FUZZ_CHECK(queue != NULL);
		queue->soft = q;
		queue->dus = *addr;
		queue->len = len;
	}
	return ret;
}

void
__wrap_soft_queue_close(struct soft_queue *q)
{
	struct queue *queue = queue_of(q);

	if (queue != NULL)
		memset(queue, 0, sizeof(*queue));
	__real_soft_queue_close(q);
}

/* Any completion entry, or one that is right but for what the input changes. */
static void
lie_about_completion(struct queue *queue)
{
	struct hisi_qm_cqe *cq = (void *)(queue->dus + DEVICE_DEPTH * HISI_QM_SQE_SIZE);
	const uint8_t which = fuzz_u8(input);
	const uint16_t slot = which % DEVICE_DEPTH;

	if ((which & 0x40) != 0)
		cq[slot].hi = fuzz_u64(input);
	else
		cq[slot].hi = slot | (uint64_t)(which >> 7) << HISI_QM_CQE_PHASE_S;
}

static void
lie_about_result(struct queue *queue)
{
	const uint8_t slot = fuzz_u8(input) % DEVICE_DEPTH;
	const uint8_t word = fuzz_u8(input) % (HISI_QM_SQE_SIZE / 4);
	const uint32_t value = fuzz_u16(input) | (uint32_t)fuzz_u16(input) << 16;

	memcpy(queue->dus + slot * HISI_QM_SQE_SIZE + word * 4, &value, sizeof(value));
	lied = true;
}

unsigned int
__wrap_soft_queue_serve(struct soft_queue *q, unsigned int max)
{
	struct queue *queue = queue_of(q);
	unsigned int turns;

	if (input == NULL || queue == NULL)
		return 0;
	for (turns = 1 + fuzz_u8(input) % 8; turns > 0; turns--) {
		switch (fuzz_u8(input) % 8) {
		case 0:
			lie_about_completion(queue);
			break;
		case 1:
		case 2:
			lie_about_result(queue);
			break;
		case 3:
			status_of(queue)[fuzz_u8(input) & 1] = fuzz_u8(input) & 1;
			break;
		case 4:
			return 0;
		default:
			if (!lied)
				return __real_soft_queue_serve(q, max);
		}
	}
	return 0;
}
