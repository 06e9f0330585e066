/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_string_fns.h>
#include <rte_telemetry.h>

#include "hisi_telemetry.h"
#include "uacce_version.h"
#include "uacce_transport.h"

/* DPDK devices in the order of their probes; under hisi_qp_lock. */
static TAILQ_HEAD(, hisi_telemetry) devices = TAILQ_HEAD_INITIALIZER(devices);

void
hisi_telemetry_remove(struct hisi_telemetry *dev)
{
	pthread_mutex_lock(&hisi_qp_lock);
	TAILQ_REMOVE(&devices, dev, next);
	pthread_mutex_unlock(&hisi_qp_lock);
}

void
hisi_telemetry_add_qp(struct hisi_telemetry *dev, struct hisi_qp *qp)
{
	pthread_mutex_lock(&hisi_qp_lock);
	LIST_INSERT_HEAD(&dev->qps, qp, next);
	qp->is_shown = true;
	pthread_mutex_unlock(&hisi_qp_lock);
}

void
hisi_telemetry_remove_qp(struct hisi_qp *qp)
{
	pthread_mutex_lock(&hisi_qp_lock);
	if (qp->is_shown)
		LIST_REMOVE(qp, next);
	qp->is_shown = false;
	pthread_mutex_unlock(&hisi_qp_lock);
}

/* Add a text, cut to what telemetry takes. */
static void
add_string(struct rte_tel_data *d, const char *name, const char *text)
{
	char cut[RTE_TEL_MAX_STRING_LEN];

	rte_strscpy(cut, text, sizeof(cut));
	rte_tel_data_add_dict_string(d, name, cut);
}

/*
 * Answer a request that is wrong. The answer to a failed command would be null, which does not
 * say what is wrong.
 */
static int
answer_error(struct rte_tel_data *d, const char *error)
{
	rte_tel_data_start_dict(d);
	add_string(d, "error", error);
	return 0;
}

static uint64_t
load64(const RTE_ATOMIC(uint64_t) *counter)
{
	return rte_atomic_load_explicit(counter, rte_memory_order_relaxed);
}

/* The DPDK device whose name a parameter begins with, up to its end or a comma. */
static const struct hisi_telemetry *
find_device(const char *params, const char **behind)
{
	const size_t len = strcspn(params, ",");
	const struct hisi_telemetry *dev;

	TAILQ_FOREACH(dev, &devices, next)
		if (strlen(dev->name) == len && memcmp(dev->name, params, len) == 0)
			break;
	*behind = params + len;
	return dev;
}

/* Numbers ",N" that are all of a text, at most @p max. Returns how many; 0 for another text. */
static unsigned int
parse_numbers(const char *text, uint32_t *numbers, unsigned int max)
{
	unsigned int n;
	unsigned long value;
	char *end;

	for (n = 0; *text != '\0'; n++, text = end) {
		if (n == max || text[0] != ',' || !isdigit((unsigned char)text[1]))
			return 0;
		errno = 0;
		value = strtoul(text + 1, &end, 10);
		if (errno != 0 || value > UINT32_MAX)
			return 0;
		numbers[n] = value;
	}
	return n;
}

/* The queue pair of a number; NULL where there is none. */
static const struct hisi_qp *
find_qp(const struct hisi_telemetry *dev, uint32_t id)
{
	const struct hisi_qp *qp;

	LIST_FOREACH(qp, &dev->qps, next)
		if (qp->id == id)
			break;
	return qp;
}

static int
list_devices(const char *cmd __rte_unused, const char *params __rte_unused,
		struct rte_tel_data *d)
{
	const struct hisi_telemetry *dev;

	rte_tel_data_start_array(d, RTE_TEL_STRING_VAL);
	pthread_mutex_lock(&hisi_qp_lock);
	TAILQ_FOREACH(dev, &devices, next)
		rte_tel_data_add_array_string(d, dev->name);
	pthread_mutex_unlock(&hisi_qp_lock);
	return 0;
}

/* An accelerator as its attributes describe it now: they are read into a record of our own. */
static struct rte_tel_data *
accelerator(const struct uacce_device *dev)
{
	struct uacce_device now = { .transport = dev->transport, .soft = dev->soft };
	struct rte_tel_data *d = hisi_dump_start();

	if (d == NULL)
		return NULL;
	memcpy(now.name, dev->name, sizeof(now.name));
	memcpy(now.sysfs, dev->sysfs, sizeof(now.sysfs));
	add_string(d, "name", now.name);
	add_string(d, "back_end", now.transport->name);
	if (uacce_device_read(&now) < 0)
		add_string(d, "error", now.reason);
	add_string(d, "api", now.api);
	rte_tel_data_add_dict_int(d, "queues_free", now.available);
	rte_tel_data_add_dict_int(d, "isolated", now.isolated);
	rte_tel_data_add_dict_int(d, "numa_node", now.numa_node);
	return d;
}

static void
add_accelerators(struct rte_tel_data *d, const struct uacce_spread *spread)
{
	struct rte_tel_data *one;
	unsigned int i;
	char name[24];

	for (i = 0; i < spread->nb; i++) {
		one = accelerator(&spread->devices[i]);
		snprintf(name, sizeof(name), "accelerator%u", i);
		if (one != NULL)
			rte_tel_data_add_dict_container(d, name, one, 0);
	}
}

/* Numbers of the queue pairs that are set up, in any order. */
static void
add_queue_pairs(struct rte_tel_data *d, const struct hisi_telemetry *dev)
{
	struct rte_tel_data *ids = rte_tel_data_alloc();
	const struct hisi_qp *qp;

	if (ids == NULL)
		return;
	rte_tel_data_start_array(ids, RTE_TEL_INT_VAL);
	LIST_FOREACH(qp, &dev->qps, next)
		rte_tel_data_add_array_int(ids, qp->id);
	rte_tel_data_add_dict_container(d, "queue_pairs", ids, 0);
}

static int
show_device(const char *cmd __rte_unused, const char *params, struct rte_tel_data *d)
{
	const struct hisi_telemetry *dev;
	const char *behind;
	int ret = 0;

	if (params == NULL)
		return answer_error(d, "no device given, /uacce/list has their names");
	pthread_mutex_lock(&hisi_qp_lock);
	dev = find_device(params, &behind);
	if (dev == NULL || *behind != '\0') {
		ret = answer_error(d, "no such device, /uacce/list has their names");
	} else {
		rte_tel_data_start_dict(d);
		add_string(d, "name", dev->name);
		add_string(d, "driver", dev->driver);
		add_string(d, "version", UACCE_VERSION);
		rte_tel_data_add_dict_int(d, "max_queue_pairs", dev->spread->queue_pairs);
		add_queue_pairs(d, dev);
		add_accelerators(d, dev->spread);
	}
	pthread_mutex_unlock(&hisi_qp_lock);
	return ret;
}

/* State of a ring in a word; under the lock. */
static const char *
ring_state(const struct hisi_qp *qp, unsigned int r)
{
	static const char *const states[] = {
		[UACCE_QUEUE_CLOSED] = "closed",
		[UACCE_QUEUE_OPEN] = "open",
		[UACCE_QUEUE_STARTED] = "started",
		[UACCE_QUEUE_STOPPED] = "dead",
	};

	return hisi_qp_ring_is_dead(qp, r) ? "dead" : states[qp->ring[r]->queue.state];
}

/*
 * How busy the device is, if it has a register for that. A read of a removed device gives all bits
 * set; so what was read counts only if the ring was alive after the read.
 */
static void
add_usage(struct rte_tel_data *ring, const struct hisi_qp *qp, unsigned int r, uint8_t channel)
{
	int usage;

	if (qp->ring[r]->queue.state != UACCE_QUEUE_STARTED)
		return;
	usage = hisi_qm_usage(qp->ring[r], channel);
	if (usage >= 0 && !hisi_qp_ring_is_dead(qp, r))
		rte_tel_data_add_dict_int(ring, "device_usage_percent", usage);
}

static void
add_ring(struct rte_tel_data *d, const struct hisi_telemetry *dev, const struct hisi_qp *qp,
		unsigned int r)
{
	const struct hisi_qm *qm = qp->ring[r];
	struct rte_tel_data *ring = hisi_dump_start();
	const uint32_t completed = rte_atomic_load_explicit(&qm->completed,
			rte_memory_order_acquire);
	const uint32_t submitted = rte_atomic_load_explicit(&qm->submitted,
			rte_memory_order_relaxed);
	char name[16];

	if (ring == NULL)
		return;
	add_string(ring, "state", ring_state(qp, r));
	rte_tel_data_add_dict_int(ring, "type", qp->qc_type[r]);
	rte_tel_data_add_dict_int(ring, "hardware_queue", qm->id);
	rte_tel_data_add_dict_int(ring, "depth", qp->nb_slots[r]);
	rte_tel_data_add_dict_int(ring, "in_flight", submitted - completed);
	uacce_tel_add_uint(ring, "submitted", submitted);
	uacce_tel_add_uint(ring, "completed", completed);
	uacce_tel_add_uint(ring, "empty_polls", load64(&qm->empty_polls));
	rte_tel_data_add_dict_int(ring, "watchdog_expired",
			rte_atomic_load_explicit(&qm->expired, rte_memory_order_relaxed));
	add_usage(ring, qp, r, dev->usage_channel[r]);
	snprintf(name, sizeof(name), "ring%u", r);
	rte_tel_data_add_dict_container(d, name, ring, 0);
}

/* Make a name for telemetry, which has letters, digits and underscores, of a text. */
static void
to_name(char *name, size_t size, const char *text)
{
	size_t n = 0;

	for (; *text != '\0' && n < size - 1; text++)
		if (isalnum((unsigned char)*text))
			name[n++] = *text;
		else if (n != 0 && name[n - 1] != '_')
			name[n++] = '_';
	name[n] = '\0';
}

static void
add_rejects(struct rte_tel_data *d, const struct hisi_telemetry *dev, const struct hisi_qp *qp)
{
	struct rte_tel_data *rejects = hisi_dump_start();
	char name[64];
	unsigned int i;

	if (rejects == NULL)
		return;
	for (i = 0; i < dev->nb_rejects; i++) {
		to_name(name, sizeof(name), dev->reject_names[i]);
		uacce_tel_add_uint(rejects, name, load64(&qp->rejects[i]));
	}
	rte_tel_data_add_dict_container(d, "rejects", rejects, 0);
}

/* Statuses that no descriptor completed with are left out. */
static void
add_errors(struct rte_tel_data *d, const struct hisi_qp *qp)
{
	struct rte_tel_data *errors = hisi_dump_start();
	uint64_t count;
	char name[16];
	unsigned int i;

	if (errors == NULL)
		return;
	for (i = 0; i < HISI_QP_NB_STATUS; i++) {
		count = load64(&qp->errors[i]);
		snprintf(name, sizeof(name), "0x%02x", i);
		if (count != 0)
			uacce_tel_add_uint(errors, name, count);
	}
	rte_tel_data_add_dict_container(d, "errors", errors, 0);
}

static void
fill_qp(struct rte_tel_data *d, const struct hisi_telemetry *dev, const struct hisi_qp *qp)
{
	unsigned int r;

	rte_tel_data_start_dict(d);
	add_string(d, "device", dev->name);
	rte_tel_data_add_dict_int(d, "queue_pair", qp->id);
	add_string(d, "accelerator", qp->device->name);
	rte_tel_data_add_dict_int(d, "watchdog_ms", qp->watchdog);
	uacce_tel_add_uint(d, "starts", qp->nb_starts);
	uacce_tel_add_uint(d, "deaths", qp->nb_deaths);
	uacce_tel_add_uint(d, "software", load64(&qp->software));
	uacce_tel_add_uint(d, "aborted", load64(&qp->aborted));
	add_rejects(d, dev, qp);
	add_errors(d, qp);
	for (r = 0; r < HISI_QP_MAX_RINGS; r++)
		if (qp->nb_slots[r] != 0)
			add_ring(d, dev, qp, r);
}

static int
show_qp(const char *cmd __rte_unused, const char *params, struct rte_tel_data *d)
{
	const struct hisi_telemetry *dev;
	const struct hisi_qp *qp = NULL;
	const char *behind;
	uint32_t id;
	int ret = 0;

	if (params == NULL)
		return answer_error(d, "no device given, the parameters are DEVICE,QUEUE_PAIR");
	pthread_mutex_lock(&hisi_qp_lock);
	dev = find_device(params, &behind);
	if (dev != NULL && parse_numbers(behind, &id, 1) == 1)
		qp = find_qp(dev, id);
	if (qp != NULL)
		fill_qp(d, dev, qp);
	else
		ret = answer_error(d, dev == NULL ?
				"no such device, /uacce/list has their names" :
				"no such queue pair, /uacce/info,DEVICE has their numbers");
	pthread_mutex_unlock(&hisi_qp_lock);
	return ret;
}

/* Answer with a ring of a queue pair, or with a slot of it; under the lock. */
static int
answer_dump(struct rte_tel_data *d, const struct hisi_telemetry *dev, const uint32_t *numbers,
		unsigned int nb_numbers)
{
	const struct hisi_qp *qp = nb_numbers < 2 ? NULL : find_qp(dev, numbers[0]);
	const uint32_t r = numbers[1];
	const struct hisi_qm *qm;

	if (nb_numbers < 2)
		return answer_error(d, "no ring given, the parameters are "
				"DEVICE,QUEUE_PAIR,RING[,SLOT]");
	if (qp == NULL)
		return answer_error(d, "no such queue pair, /uacce/info,DEVICE has their numbers");
	if (r >= HISI_QP_MAX_RINGS || qp->nb_slots[r] == 0)
		return answer_error(d, "no such ring, /uacce/queue,DEVICE,QUEUE_PAIR has them");
	qm = qp->ring[r];
	if (qm->queue.state == UACCE_QUEUE_CLOSED)
		return answer_error(d, "no memory, as the ring is closed");
	if (nb_numbers == 3 && numbers[2] > qm->sq_mask)
		return answer_error(d, "no such slot, /uacce/dump,DEVICE,QUEUE_PAIR,RING has the "
				"depth");
	rte_tel_data_start_dict(d);
	if (nb_numbers == 2)
		hisi_dump_ring(d, qm);
	else
		hisi_dump_slot(d, qm, dev->bd, numbers[2]);
	return 0;
}

static int
show_dump(const char *cmd __rte_unused, const char *params, struct rte_tel_data *d)
{
	const struct hisi_telemetry *dev;
	uint32_t numbers[3] = { 0 };
	const char *behind;
	int ret;

	if (params == NULL)
		return answer_error(d, "no device given, the parameters are "
				"DEVICE,QUEUE_PAIR,RING[,SLOT]");
	pthread_mutex_lock(&hisi_qp_lock);
	dev = find_device(params, &behind);
	if (dev == NULL)
		ret = answer_error(d, "no such device, /uacce/list has their names");
	else
		ret = answer_dump(d, dev, numbers,
				parse_numbers(behind, numbers, RTE_DIM(numbers)));
	pthread_mutex_unlock(&hisi_qp_lock);
	return ret;
}

/*
 * The first device does this, not a constructor: a process can have this library twice, linked
 * and as a plugin of another folder. All calls of the drivers reach one copy, while each copy
 * runs its constructors, and the commands of the copy without devices could answer.
 */
static void
register_commands(void)
{
	static bool is_registered;

	if (is_registered)
		return;
	is_registered = true;
	rte_telemetry_register_cmd("/uacce/list", list_devices,
			"Returns the names of the devices of uacce drivers. No parameters");
	rte_telemetry_register_cmd("/uacce/info", show_device,
			"Returns a device and its accelerators. Parameters: DEVICE");
	rte_telemetry_register_cmd("/uacce/queue", show_qp,
			"Returns the state and the counters of a queue pair. "
			"Parameters: DEVICE,QUEUE_PAIR");
	rte_telemetry_register_cmd("/uacce/dump", show_dump,
			"Returns a ring, or a slot with its descriptor field by field. "
			"Parameters: DEVICE,QUEUE_PAIR,RING[,SLOT]");
}

void
hisi_telemetry_add(struct hisi_telemetry *dev)
{
	pthread_mutex_lock(&hisi_qp_lock);
	register_commands();
	LIST_INIT(&dev->qps);
	TAILQ_INSERT_TAIL(&devices, dev, next);
	pthread_mutex_unlock(&hisi_qp_lock);
}
