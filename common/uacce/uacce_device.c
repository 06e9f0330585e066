/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <numa.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "uacce_device.h"
#include "uacce_transport.h"

#define SYSFS_DIR	"/sys/class/uacce"
#define DEV_DIR		"/dev"
/* The version in `api` starts behind `hisi_qm_v` (section 0). */
#define API_VERSION_AT	9
/* NUMA distance of a node to itself, as ACPI defines it. */
#define DISTANCE_LOCAL	10
/* Bytes of an attribute's text that a message quotes, the terminating zero included. */
#define QUOTE_LEN	33

static char sysfs_dir[PATH_MAX] = SYSFS_DIR;
static char dev_dir[PATH_MAX] = DEV_DIR;

void
uacce_paths_set(const struct uacce_paths *paths)
{
	bool sysfs = paths != NULL && paths->sysfs != NULL;
	bool dev = paths != NULL && paths->dev != NULL;

	snprintf(sysfs_dir, sizeof(sysfs_dir), "%s", sysfs ? paths->sysfs : SYSFS_DIR);
	snprintf(dev_dir, sizeof(dev_dir), "%s", dev ? paths->dev : DEV_DIR);
}

const char *
uacce_paths_sysfs(void)
{
	return sysfs_dir;
}

/* Unlike isprint(), the same in each locale: the text gets into logs and JSON. */
static bool
is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

/* Copy a text, cut to the size of the copy, with a ? for each character not printable. */
static void
copy_printable(char *copy, size_t size, const char *text)
{
	size_t i;

	for (i = 0; i < size - 1 && text[i] != '\0'; i++)
		copy[i] = is_printable(text[i]) ? text[i] : '?';
	copy[i] = '\0';
}

/* Make an attribute's text fit for a message of one line. */
static const char *
quote(const char *text, char quoted[QUOTE_LEN])
{
	copy_printable(quoted, QUOTE_LEN, text);
	return quoted;
}

int
uacce_device_fail(struct uacce_device *dev, int error, const char *fmt, ...)
{
	va_list ap;

	if (dev->error != 0)
		return dev->error;
	dev->error = error;
	va_start(ap, fmt);
	vsnprintf(dev->reason, sizeof(dev->reason), fmt, ap);
	va_end(ap);
	return error;
}

/* What the negative errno of read_text() means, in words for a message. */
static const char *
attr_cause(int error)
{
	switch (-error) {
	case ENOENT:
		return "missing";
	case ENODATA:
		return "empty";
	case E2BIG:
		return "too long";
	case EILSEQ:
		return "not text";
	default:
		return rte_strerror(-error);
	}
}

/*
 * Read an attribute without the newline at its end. Returns 0, -ENODATA where nothing else is in
 * it, or a negative errno of the back end.
 */
static int
read_text(const struct uacce_device *dev, const char *attr, char text[UACCE_ATTR_LEN])
{
	size_t len;
	int ret;

	ret = dev->transport->attr(dev, attr, text, UACCE_ATTR_LEN);
	if (ret < 0)
		return ret;
	len = strlen(text);
	if (len != 0 && text[len - 1] == '\n')
		text[--len] = '\0';
	return len == 0 ? -ENODATA : 0;
}

/* An attribute that is a number. */
struct int_attr {
	const char *name;
	int64_t min;
	int64_t max;
	int64_t missing;	/* value where the attribute is missing or malformed */
	bool optional;		/* a missing attribute is no fault */
};

/*
 * Parse a text that is digits, with at most a minus sign before them: strtoll() would accept
 * blanks and a plus sign. Returns 0, -EINVAL where the text is no number, or -ERANGE.
 */
static int
parse_int(const char *text, const struct int_attr *attr, int64_t *value)
{
	char *end;
	long long n;

	if (text[0] != '-' && (text[0] < '0' || text[0] > '9'))
		return -EINVAL;
	errno = 0;
	n = strtoll(text, &end, 10);
	if (end == text || *end != '\0')
		return -EINVAL;
	if (errno != 0 || n < attr->min || n > attr->max)
		return -ERANGE;
	*value = n;
	return 0;
}

/* The attribute is an int in the kernel, and a later kernel may use more values than 0 and 1. */
static const struct int_attr isolate_attr = { "isolate", INT_MIN, INT_MAX, 0, true };

bool
uacce_device_is_isolated(const struct uacce_device *dev)
{
	char text[UACCE_ATTR_LEN];
	int64_t value;

	/* Where the attribute cannot be read, the call that follows fails and says why. */
	if (read_text(dev, isolate_attr.name, text) < 0)
		return false;
	return parse_int(text, &isolate_attr, &value) < 0 || value != 0;
}

/* Read a number. A failure is recorded in the device, and the value is attr->missing then. */
static int64_t
read_int(struct uacce_device *dev, const struct int_attr *attr)
{
	char text[UACCE_ATTR_LEN], quoted[QUOTE_LEN];
	int64_t value = attr->missing;
	int ret;

	ret = read_text(dev, attr->name, text);
	if (ret == -ENOENT && attr->optional)
		return value;
	if (ret < 0) {
		uacce_device_fail(dev, ret, "attribute %s: %s", attr->name, attr_cause(ret));
		return value;
	}
	ret = parse_int(text, attr, &value);
	if (ret < 0)
		uacce_device_fail(dev, ret, "attribute %s: '%s' is %s", attr->name,
				quote(text, quoted),
				ret == -ERANGE ? "out of range" : "not a number");
	return value;
}

static void
read_api(struct uacce_device *dev)
{
	char text[UACCE_ATTR_LEN], quoted[QUOTE_LEN];
	const struct int_attr version = { .name = "api", .max = UINT_MAX };
	int64_t value;
	int ret;

	ret = read_text(dev, "api", text);
	if (ret < 0) {
		uacce_device_fail(dev, ret, "attribute api: %s", attr_cause(ret));
		return;
	}
	copy_printable(dev->api, sizeof(dev->api), text);
	quote(text, quoted);
	/* Any text may follow the digits: kernels out of tree append `_noiommu`. */
	if (strlen(dev->api) > API_VERSION_AT) {
		text[API_VERSION_AT + strspn(text + API_VERSION_AT, "0123456789")] = '\0';
		if (parse_int(text + API_VERSION_AT, &version, &value) == 0) {
			dev->api_version = value;
			return;
		}
	}
	uacce_device_fail(dev, -EINVAL, "attribute api: '%s' names no version", quoted);
}

/* A text that is too long is cut behind a whole line, so that no name turns into another. */
static void
read_algorithms(struct uacce_device *dev)
{
	char text[UACCE_ATTR_LEN];
	char *end;
	size_t i;
	int ret;

	ret = read_text(dev, "algorithms", text);
	if (ret < 0) {
		uacce_device_fail(dev, ret, "attribute algorithms: %s", attr_cause(ret));
		return;
	}
	if (strlen(text) >= UACCE_ALGS_LEN) {
		text[UACCE_ALGS_LEN] = '\0';
		end = strrchr(text, '\n');
		if (end == NULL)
			end = text;
		*end = '\0';
	}
	for (i = 0; text[i] != '\0'; i++)
		dev->algorithms[i] = is_printable(text[i]) || text[i] == '\n' ? text[i] : '?';
}

int
uacce_device_read(struct uacce_device *dev)
{
	/*
	 * Name, least and largest value, value where it is missing, whether it may be missing.
	 * Ranges are those of the kernel's types (1.2): a later kernel may use more values.
	 */
	static const struct int_attr flags = { "flags", 0, UINT32_MAX, 0, false };
	static const struct int_attr available = { "available_instances", 0, INT_MAX, 0, false };
	static const struct int_attr mmio = { "region_mmio_size", 0, LONG_MAX, 0, true };
	static const struct int_attr dus = { "region_dus_size", 0, LONG_MAX, 0, true };
	static const struct int_attr strategy = { "isolate_strategy", 0, UINT32_MAX, 0, true };
	static const struct int_attr node = { "device/numa_node", INT_MIN, INT_MAX, -1, true };

	dev->error = 0;
	dev->reason[0] = '\0';
	memset(dev->api, 0, sizeof(dev->api));
	memset(dev->algorithms, 0, sizeof(dev->algorithms));
	dev->api_version = 0;
	/* A failure does not end this: `dpdk-test-uacce info` shows all that can be read. */
	read_api(dev);
	dev->flags = read_int(dev, &flags);
	read_algorithms(dev);
	dev->available = read_int(dev, &available);
	dev->region_size[UACCE_REGION_MMIO] = read_int(dev, &mmio);
	dev->region_size[UACCE_REGION_DUS] = read_int(dev, &dus);
	dev->isolated = read_int(dev, &isolate_attr) != 0;
	dev->isolate_strategy = read_int(dev, &strategy);
	dev->numa_node = RTE_MAX(read_int(dev, &node), -1);
	return dev->error;
}

bool
uacce_device_has_algorithm(const struct uacce_device *dev, const char *algorithm)
{
	const char *line = dev->algorithms;
	size_t len, want = strlen(algorithm);

	while (*line != '\0') {
		len = strcspn(line, "\n");
		if (len != 0 && len == want && memcmp(line, algorithm, len) == 0)
			return true;
		line += len;
		if (*line == '\n')
			line++;
	}
	return false;
}

/* Check that this process can open a queue: open one and close it again. */
static int
check_open(struct uacce_device *dev)
{
	struct uacce_queue q = { .dev = dev, .fd = -1 };
	int ret;

	ret = dev->transport->open(&q);
	if (ret < 0)
		return uacce_device_fail(dev, ret, "cannot open %s: %s",
				dev->node[0] == '\0' ? "a queue" : dev->node,
				uacce_transport_cause(UACCE_CALL_OPEN, ret));
	dev->transport->close(&q);
	return 0;
}

int
uacce_device_check(struct uacce_device *dev, unsigned int queues)
{
	if (dev->error != 0)
		return dev->error;
	if ((dev->flags & UACCE_DEV_SVA) == 0)
		return uacce_device_fail(dev, -ENOTSUP,
				"no shared virtual addressing, flags are %u (%s): enable the IOMMU",
				dev->flags,
				(dev->flags & UACCE_DEV_NOIOMMU) != 0 ? "NOIOMMU" : "none");
	if (dev->isolated)
		return uacce_device_fail(dev, -EIO, "isolated by the kernel after device errors");
	if (dev->available == 0)
		return uacce_device_fail(dev, -EBUSY, "no free queue");
	if ((unsigned int)dev->available < queues)
		return uacce_device_fail(dev, -EBUSY, "too few free queues, %d of %u wanted",
				dev->available, queues);
	/* This process may always open its own soft device, where the open would be counted. */
	return dev->soft != NULL ? 0 : check_open(dev);
}

/* The node from which distances count, or -1 where it is unknown. */
static int
home_node(int socket_id)
{
	int cpu;

	if (socket_id >= 0)
		return socket_id;
	cpu = sched_getcpu();
	return cpu < 0 || numa_available() < 0 ? -1 : numa_node_of_cpu(cpu);
}

/* The NUMA distance of two nodes, or INT_MAX where it is unknown. */
static int
node_distance(int home, int node)
{
	int distance, max;

	if (home < 0 || node < 0)
		return INT_MAX;
	if (home == node)
		return DISTANCE_LOCAL;
	/* libnuma forbids all its other calls where the kernel has no NUMA. */
	if (numa_available() < 0)
		return INT_MAX;
	max = numa_max_node();
	if (home > max || node > max)
		return INT_MAX;
	distance = numa_distance(home, node);
	return distance > 0 ? distance : INT_MAX;
}

/* Order for qsort(): see uacce_device_scan(). */
static int
compare_devices(const void *pa, const void *pb)
{
	const struct uacce_device *a = pa, *b = pb;

	if (a->distance != b->distance)
		return a->distance < b->distance ? -1 : 1;
	if (a->available != b->available)
		return a->available > b->available ? -1 : 1;
	/* strverscmp() compares numbers in names by their value: 2 comes before 10. */
	return strverscmp(a->name, b->name);
}

/* Make the path of a file; false where it is too long. */
static bool
join(char out[UACCE_PATH_LEN], const char *dir, const char *name)
{
	return snprintf(out, UACCE_PATH_LEN, "%s/%s", dir, name) < UACCE_PATH_LEN;
}

static void
scan_device(struct uacce_device *dev, const char *sysfs, const char *node, const char *name)
{
	memset(dev, 0, sizeof(*dev));
	dev->transport = &uacce_kernel_transport;
	dev->numa_node = -1;
	copy_printable(dev->name, sizeof(dev->name), name);
	if (strncmp(dev->name, name, sizeof(dev->name)) != 0)
		uacce_device_fail(dev, -EINVAL, "name is too long or not printable");
	else if (!join(dev->sysfs, sysfs, name) || !join(dev->node, node, name))
		uacce_device_fail(dev, -ENAMETOOLONG, "path of the device is too long");
	else
		uacce_device_read(dev);
}

/*
 * The class directory has a symbolic link to the directory of each device. A link that leads
 * nowhere counts as a device, so that the list shows it and says why it cannot be used. A file is
 * an attribute of the class.
 */
static bool
is_device(DIR *dir, const char *name)
{
	struct stat st;

	if (name[0] == '.')
		return false;
	return fstatat(dirfd(dir), name, &st, 0) < 0 || S_ISDIR(st.st_mode);
}

/* Devices found so far. */
struct device_list {
	struct uacce_device *devices;
	int count;
	int capacity;
};

/* Append a record, which is not initialized; NULL where memory is short. */
static struct uacce_device *
list_append(struct device_list *list)
{
	struct uacce_device *more;
	int capacity;

	if (list->count == list->capacity) {
		capacity = RTE_MAX(4, 2 * list->capacity);
		more = realloc(list->devices, capacity * sizeof(*more));
		if (more == NULL)
			return NULL;
		list->devices = more;
		list->capacity = capacity;
	}
	return &list->devices[list->count++];
}

static int
scan_dir(DIR *dir, const struct uacce_paths *paths, int home, struct device_list *list)
{
	struct uacce_device *dev;
	struct dirent *entry;

	for (;;) {
		errno = 0;
		entry = readdir(dir);
		if (entry == NULL)
			return -errno;
		if (!is_device(dir, entry->d_name))
			continue;
		dev = list_append(list);
		if (dev == NULL)
			return -ENOMEM;
		scan_device(dev, paths->sysfs, paths->dev, entry->d_name);
		dev->distance = node_distance(home, dev->numa_node);
	}
}

int
uacce_device_scan(const struct uacce_paths *paths, int socket_id, struct uacce_device **devices)
{
	struct uacce_paths use = {
		.sysfs = paths == NULL || paths->sysfs == NULL ? sysfs_dir : paths->sysfs,
		.dev = paths == NULL || paths->dev == NULL ? dev_dir : paths->dev,
	};
	struct device_list list = { NULL, 0, 0 };
	DIR *dir;
	int ret;

	*devices = NULL;
	dir = opendir(use.sysfs);
	if (dir == NULL)
		return errno == ENOENT ? 0 : -errno;
	ret = scan_dir(dir, &use, home_node(socket_id), &list);
	closedir(dir);
	if (ret < 0) {
		free(list.devices);
		return ret;
	}
	if (list.count > 0)
		qsort(list.devices, list.count, sizeof(list.devices[0]), compare_devices);
	*devices = list.devices;
	return list.count;
}

void
uacce_device_put(struct uacce_device *dev)
{
	if (dev->transport != NULL && dev->transport->release != NULL)
		dev->transport->release(dev);
	dev->transport = NULL;
}
