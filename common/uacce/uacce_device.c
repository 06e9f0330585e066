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

#include <rte_bitops.h>
#include <rte_common.h>
#include <rte_errno.h>

#include "uacce_device.h"
#include "uacce_log.h"
#include "uacce_queue.h"

#define SYSFS_DIR	"/sys/class/uacce"
#define DEV_DIR		"/dev"
#define API_VERSION_AT	9	/* where the version starts in `api` (section 0) */
#define DISTANCE_LOCAL	10	/* as ACPI has it */
#define QUOTE_LEN	33	/* bytes of foreign text in a message, with the final 0 */

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

/* Independent of the locale: what is shown ends up in logs and in JSON. */
static bool
is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

/* Make foreign text fit for a one-line message. */
static const char *
quote(const char *text, char out[QUOTE_LEN])
{
	size_t i;

	for (i = 0; i < QUOTE_LEN - 1 && text[i] != '\0'; i++)
		out[i] = is_printable(text[i]) ? text[i] : '?';
	out[i] = '\0';
	return out;
}

/* Record why a device cannot be used; the first reason stays. Returns it. */
__rte_format_printf(3, 4)
static int
device_fail(struct uacce_device *dev, int error, const char *fmt, ...)
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

/* Read an attribute without its final newline. */
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

struct int_attr {
	const char *name;
	int64_t min;
	int64_t max;
	int64_t otherwise;	/* the value when missing or malformed */
	bool optional;
};

/* Digits with at most a minus sign before them; strtoll alone takes blanks and a plus. */
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

/* The kernel's type is int; it knows more than 0 and 1. */
static const struct int_attr isolate_attr = { "isolate", INT_MIN, INT_MAX, 0, true };

bool
uacce_device_is_isolated(const struct uacce_device *dev)
{
	char text[UACCE_ATTR_LEN];
	int64_t value;

	/* What cannot be read is left to the call that follows, which says why. */
	if (read_text(dev, isolate_attr.name, text) < 0)
		return false;
	return parse_int(text, &isolate_attr, &value) < 0 || value != 0;
}

static int64_t
read_int(struct uacce_device *dev, const struct int_attr *attr)
{
	char text[UACCE_ATTR_LEN], shown[QUOTE_LEN];
	int64_t value = attr->otherwise;
	int ret;

	ret = read_text(dev, attr->name, text);
	if (ret == -ENOENT && attr->optional)
		return value;
	if (ret < 0) {
		device_fail(dev, ret, "attribute %s: %s", attr->name, attr_cause(ret));
		return value;
	}
	ret = parse_int(text, attr, &value);
	if (ret < 0)
		device_fail(dev, ret, "attribute %s: '%s' is %s", attr->name, quote(text, shown),
				ret == -ERANGE ? "out of range" : "not a number");
	return value;
}

static void
read_api(struct uacce_device *dev)
{
	char text[UACCE_ATTR_LEN], shown[QUOTE_LEN];
	const struct int_attr version = { .name = "api", .max = UINT_MAX };
	int64_t value;
	size_t i;
	int ret;

	ret = read_text(dev, "api", text);
	if (ret < 0) {
		device_fail(dev, ret, "attribute api: %s", attr_cause(ret));
		return;
	}
	for (i = 0; i < sizeof(dev->api) - 1 && text[i] != '\0'; i++)
		dev->api[i] = is_printable(text[i]) ? text[i] : '?';
	quote(text, shown);
	/* What follows the digits is left alone: out-of-tree kernels add _noiommu. */
	if (strlen(dev->api) > API_VERSION_AT) {
		text[API_VERSION_AT + strspn(text + API_VERSION_AT, "0123456789")] = '\0';
		if (parse_int(text + API_VERSION_AT, &version, &value) == 0) {
			dev->api_version = value;
			return;
		}
	}
	device_fail(dev, -EINVAL, "attribute api: '%s' names no version", shown);
}

/* Longer text is cut at the end of a line, so that no name turns into another. */
static void
read_algorithms(struct uacce_device *dev)
{
	char text[UACCE_ATTR_LEN];
	char *end;
	size_t i;
	int ret;

	ret = read_text(dev, "algorithms", text);
	if (ret < 0) {
		device_fail(dev, ret, "attribute algorithms: %s", attr_cause(ret));
		return;
	}
	if (strlen(text) >= UACCE_ALGS_LEN) {
		text[UACCE_ALGS_LEN] = '\0';
		end = strrchr(text, '\n');
		text[end == NULL ? 0 : end - text] = '\0';
	}
	for (i = 0; text[i] != '\0'; i++)
		dev->algorithms[i] = is_printable(text[i]) || text[i] == '\n' ? text[i] : '?';
}

int
uacce_device_read(struct uacce_device *dev)
{
	/* Ranges are those of the kernel's types. */
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
	/* Read on after a failure: whoever looks for the fault wants the rest as well. */
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
		line += len + (line[len] == '\n');
	}
	return false;
}

static int
try_open(struct uacce_device *dev)
{
	struct uacce_queue q = { .dev = dev, .fd = -1 };
	int ret;

	ret = dev->transport->open(&q);
	if (ret < 0)
		return device_fail(dev, ret, "cannot open %s: %s",
				dev->node[0] == '\0' ? "a queue" : dev->node,
				uacce_queue_cause(UACCE_CALL_OPEN, ret));
	dev->transport->close(&q);
	return 0;
}

int
uacce_device_check(struct uacce_device *dev, unsigned int queues)
{
	if (dev->error != 0)
		return dev->error;
	if ((dev->flags & UACCE_DEV_SVA) == 0)
		return device_fail(dev, -ENOTSUP, "no shared virtual addressing, flags are %u (%s)",
				dev->flags, (dev->flags & UACCE_DEV_NOIOMMU) != 0 ?
				"NOIOMMU" : "none");
	if (dev->isolated)
		return device_fail(dev, -EIO, "isolated by the kernel after device errors");
	if (dev->available == 0)
		return device_fail(dev, -EBUSY, "no free queue");
	if ((unsigned int)dev->available < queues)
		return device_fail(dev, -EBUSY, "too few free queues, %d of %u wanted",
				dev->available, queues);
	/* Nothing stands between a process and its own soft device, and opens are counted there. */
	return dev->soft != NULL ? 0 : try_open(dev);
}

static int
home_node(int socket_id)
{
	int cpu;

	if (socket_id >= 0)
		return socket_id;
	cpu = sched_getcpu();
	return cpu < 0 || numa_available() < 0 ? -1 : numa_node_of_cpu(cpu);
}

static int
node_distance(int home, int node)
{
	int distance, max;

	if (home < 0 || node < 0)
		return INT_MAX;
	if (home == node)
		return DISTANCE_LOCAL;
	/* No other call of libnuma may be made where the kernel has no NUMA. */
	if (numa_available() < 0)
		return INT_MAX;
	max = numa_max_node();
	if (home > max || node > max)
		return INT_MAX;
	distance = numa_distance(home, node);
	return distance > 0 ? distance : INT_MAX;
}

static int
compare_devices(const void *pa, const void *pb)
{
	const struct uacce_device *a = pa, *b = pb;

	if (a->distance != b->distance)
		return a->distance < b->distance ? -1 : 1;
	if (a->available != b->available)
		return a->available > b->available ? -1 : 1;
	/* Numbers as numbers: hisi_zip-2 before hisi_zip-10. */
	return strverscmp(a->name, b->name);
}

static bool
join(char out[UACCE_PATH_LEN], const char *dir, const char *name)
{
	return snprintf(out, UACCE_PATH_LEN, "%s/%s", dir, name) < UACCE_PATH_LEN;
}

static void
scan_device(struct uacce_device *dev, const char *sysfs, const char *node, const char *name)
{
	size_t i;

	memset(dev, 0, sizeof(*dev));
	dev->transport = &uacce_kernel_transport;
	dev->numa_node = -1;
	for (i = 0; i < sizeof(dev->name) - 1 && name[i] != '\0'; i++)
		dev->name[i] = is_printable(name[i]) ? name[i] : '?';
	if (strncmp(dev->name, name, sizeof(dev->name)) != 0)
		device_fail(dev, -EINVAL, "name is too long or not printable");
	else if (!join(dev->sysfs, sysfs, name) || !join(dev->node, node, name))
		device_fail(dev, -ENAMETOOLONG, "path of the device is too long");
	else
		uacce_device_read(dev);
}

/* Devices are directories, mostly through a symlink; a broken link is still a device. */
static bool
is_device(DIR *dir, const char *name)
{
	struct stat st;

	if (name[0] == '.')
		return false;
	return fstatat(dirfd(dir), name, &st, 0) < 0 || S_ISDIR(st.st_mode);
}

/* Room for one more; the capacity is the next power of two, so it need not be kept. */
static struct uacce_device *
grow(struct uacce_device **devices, int count)
{
	struct uacce_device *more;

	if (count == 0 || rte_is_power_of_2(count)) {
		more = realloc(*devices, RTE_MAX(1, 2 * count) * sizeof(**devices));
		if (more == NULL)
			return NULL;
		*devices = more;
	}
	return &(*devices)[count];
}

static int
scan_dir(DIR *dir, const struct uacce_paths *paths, int home, struct uacce_device **devices)
{
	struct uacce_device *dev;
	struct dirent *entry;
	int count = 0;

	for (;;) {
		errno = 0;
		entry = readdir(dir);
		if (entry == NULL)
			return errno == 0 ? count : -errno;
		if (!is_device(dir, entry->d_name))
			continue;
		dev = grow(devices, count);
		if (dev == NULL)
			return -ENOMEM;
		scan_device(dev, paths->sysfs, paths->dev, entry->d_name);
		dev->distance = node_distance(home, dev->numa_node);
		count++;
	}
}

int
uacce_device_scan(const struct uacce_paths *paths, int socket_id, struct uacce_device **devices)
{
	struct uacce_paths use = {
		.sysfs = paths == NULL || paths->sysfs == NULL ? sysfs_dir : paths->sysfs,
		.dev = paths == NULL || paths->dev == NULL ? dev_dir : paths->dev,
	};
	DIR *dir;
	int count;

	*devices = NULL;
	dir = opendir(use.sysfs);
	if (dir == NULL)
		return errno == ENOENT ? 0 : -errno;
	count = scan_dir(dir, &use, home_node(socket_id), devices);
	closedir(dir);
	if (count < 0) {
		free(*devices);
		*devices = NULL;
	} else if (count > 0) {
		qsort(*devices, count, sizeof(**devices), compare_devices);
	}
	return count;
}

void
uacce_device_put(struct uacce_device *dev)
{
	if (dev->transport != NULL && dev->transport->release != NULL)
		dev->transport->release(dev);
	dev->transport = NULL;
}

/* Whether a device serves the request; error and reason say why not. */
static int
check_suits(struct uacce_device *dev, const struct uacce_request *req)
{
	if (dev->error == 0 && req->algorithm != NULL &&
			!uacce_device_has_algorithm(dev, req->algorithm))
		return device_fail(dev, -ENOTSUP, "does not offer %s", req->algorithm);
	return uacce_device_check(dev, RTE_MAX(req->queues, 1u));
}

static bool
is_of_driver(const struct uacce_device *dev, const struct uacce_request *req)
{
	return strncmp(dev->name, req->driver, strlen(req->driver)) == 0;
}

/* On failure the record holds error and reason and nothing to put. */
static int
take_soft(const struct uacce_request *req, struct uacce_device *dev)
{
	int ret = -ENOTSUP;

	memset(dev, 0, sizeof(*dev));
	if (req->soft != NULL)
		ret = req->soft(dev, req->soft_conf);
	if (ret < 0) {
		memset(dev, 0, sizeof(*dev));
		return device_fail(dev, ret, "%s", ret == -ENOTSUP ?
				"this build has no soft device" : rte_strerror(-ret));
	}
	ret = check_suits(dev, req);
	if (ret < 0)
		uacce_device_put(dev);
	return ret;
}

static void
log_taken(const struct uacce_request *req, const struct uacce_device *dev)
{
	UACCE_LOG(INFO, "%s: using %s, %s, NUMA node %d, %d queues free", req->owner, dev->name,
			dev->api, dev->numa_node, dev->available);
}

/* Why no accelerator serves, on one line; to be freed, NULL when out of memory. */
static char *
describe_none(const struct uacce_request *req, const struct uacce_device *found, int count)
{
	char *text = NULL;
	int i, named = 0;
	size_t len;
	FILE *f;

	f = open_memstream(&text, &len);
	if (f == NULL)
		return NULL;
	for (i = 0; i < count; i++) {
		if (!is_of_driver(&found[i], req))
			continue;
		fprintf(f, "%s%s: %s", named++ == 0 ? "no usable accelerator (" : "; ",
				found[i].name, found[i].reason);
	}
	if (count < 0)
		fprintf(f, "cannot read %s: %s", sysfs_dir, rte_strerror(-count));
	else if (named == 0)
		fprintf(f, "no %s accelerator found", req->driver);
	else
		fputc(')', f);
	fclose(f);
	return text;
}

/*
 * No accelerator for `auto`: the soft device serves. That none is there is the
 * normal case of many machines; that one is there and idle is worth a warning.
 */
static int
fall_back(const struct uacce_request *req, const char *why, int error,
		struct uacce_device *dev)
{
	int ret;

	ret = take_soft(req, dev);
	if (ret < 0) {
		UACCE_LOG(ERR, "%s: %s, and no soft device: %s", req->owner, why, dev->reason);
		return ret == -ENOTSUP ? error : ret;
	}
	if (error == -ENODEV)
		UACCE_LOG(NOTICE, "%s: %s, the soft device serves", req->owner, why);
	else
		UACCE_LOG(WARNING, "%s: %s, the soft device serves", req->owner, why);
	log_taken(req, dev);
	return 1;
}

/* The nearest usable device. Returns 1; -ENODEV if none is there; else the first's error. */
static int
take_nearest(const struct uacce_request *req, struct uacce_device *found, int count,
		struct uacce_device *dev)
{
	int i, ret, error = -ENODEV;
	bool seen = false;

	for (i = 0; i < count; i++) {
		if (!is_of_driver(&found[i], req))
			continue;
		ret = check_suits(&found[i], req);
		if (ret == 0) {
			*dev = found[i];
			log_taken(req, dev);
			return 1;
		}
		if (!seen)
			error = ret == -ENODEV ? -ENXIO : ret;
		seen = true;
	}
	return count < 0 ? count : error;
}

static int
pick_nearest(const struct uacce_request *req, bool soft_may_serve, struct uacce_device *dev)
{
	struct uacce_device *found;
	char *text = NULL;
	const char *why;
	int ret, count;

	count = uacce_device_scan(NULL, req->socket_id, &found);
	ret = take_nearest(req, found, count, dev);
	if (ret < 0) {
		text = describe_none(req, found, count);
		why = text == NULL ? "no usable accelerator" : text;
		if (soft_may_serve)
			ret = fall_back(req, why, ret, dev);
		else
			UACCE_LOG(ERR, "%s: device=hw: %s", req->owner, why);
	}
	free(text);
	free(found);
	return ret;
}

static const char *
name_fault(char *const names[], int at)
{
	const char *name = names[at];
	int i;

	if (name[0] == '\0')
		return "is empty";
	if (strchr(name, '/') != NULL || strstr(name, "..") != NULL)
		return "is not a device name";
	if (strcmp(name, "auto") == 0 || strcmp(name, "hw") == 0)
		return "cannot be in a list";
	for (i = 0; i < at; i++)
		if (strcmp(name, names[i]) == 0 && strcmp(name, "soft") != 0)
			return "is given more than once";
	return NULL;
}

/* Cut the list into names, in place. Returns their number, or -EINVAL with one ERR line. */
static int
split_names(const struct uacce_request *req, char *list, char *names[UACCE_MAX_PICK])
{
	const char *fault;
	int n = 0;

	while (list != NULL) {
		if (n == UACCE_MAX_PICK) {
			UACCE_LOG(ERR, "%s: device=%s: more than %d names", req->owner,
					req->device, UACCE_MAX_PICK);
			return -EINVAL;
		}
		names[n] = strsep(&list, "+");
		fault = name_fault(names, n);
		if (fault != NULL) {
			UACCE_LOG(ERR, "%s: device=%s: name '%s' %s", req->owner, req->device,
					names[n], fault);
			return -EINVAL;
		}
		n++;
	}
	return n;
}

/* On failure the record holds error and reason and nothing to put. */
static int
take_named(const struct uacce_request *req, const char *name, struct uacce_device *found,
		int count, struct uacce_device *dev)
{
	int i;

	for (i = 0; i < count && strcmp(found[i].name, name) != 0; i++)
		;
	memset(dev, 0, sizeof(*dev));
	if (count < 0)
		return device_fail(dev, count, "cannot read %s: %s", sysfs_dir,
				rte_strerror(-count));
	if (i == count)
		return device_fail(dev, -ENODEV, "no such device in %s", sysfs_dir);
	*dev = found[i];
	if (!is_of_driver(dev, req)) {
		dev->error = 0;
		return device_fail(dev, -EINVAL, "not a %s device", req->driver);
	}
	return check_suits(dev, req);
}

static int
take_names(const struct uacce_request *req, char *const names[], int n,
		struct uacce_device devices[UACCE_MAX_PICK])
{
	struct uacce_device *found = NULL;
	int i, ret = 0, count = 0;
	bool scanned = false;

	for (i = 0; i < n; i++) {
		bool soft = strcmp(names[i], "soft") == 0;

		if (!soft && !scanned) {
			count = uacce_device_scan(NULL, req->socket_id, &found);
			scanned = true;
		}
		ret = soft ? take_soft(req, &devices[i]) :
			take_named(req, names[i], found, count, &devices[i]);
		if (ret < 0)
			break;
	}
	free(found);
	if (ret == 0)
		return n;
	UACCE_LOG(ERR, "%s: %s: %s", req->owner, names[i], devices[i].reason);
	while (i-- > 0)
		uacce_device_put(&devices[i]);
	return ret;
}

static int
pick_names(const struct uacce_request *req, struct uacce_device devices[UACCE_MAX_PICK])
{
	char *names[UACCE_MAX_PICK];
	char *list;
	int i, n;

	list = strdup(req->device);
	if (list == NULL) {
		UACCE_LOG(ERR, "%s: out of memory", req->owner);
		return -ENOMEM;
	}
	n = split_names(req, list, names);
	if (n > 0)
		n = take_names(req, names, n, devices);
	for (i = 0; i < n; i++)
		log_taken(req, &devices[i]);
	free(list);
	return n;
}

int
uacce_device_pick(const struct uacce_request *req, struct uacce_device devices[UACCE_MAX_PICK])
{
	if (req->device == NULL || strcmp(req->device, "auto") == 0)
		return pick_nearest(req, true, devices);
	if (strcmp(req->device, "hw") == 0)
		return pick_nearest(req, false, devices);
	return pick_names(req, devices);
}
