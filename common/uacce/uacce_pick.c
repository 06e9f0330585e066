/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_errno.h>

#include "uacce_log.h"
#include "uacce_pick.h"

/* Whether a device serves the request; error and reason say why not. */
static int
check_suits(struct uacce_device *dev, const struct uacce_request *req)
{
	if (dev->error == 0 && req->algorithm != NULL &&
			!uacce_device_has_algorithm(dev, req->algorithm))
		return uacce_device_fail(dev, -ENOTSUP, "does not offer %s", req->algorithm);
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
		return uacce_device_fail(dev, ret, "%s", ret == -ENOTSUP ?
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
		fprintf(f, "cannot read %s: %s", uacce_paths_sysfs(), rte_strerror(-count));
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
		return uacce_device_fail(dev, count, "cannot read %s: %s", uacce_paths_sysfs(),
				rte_strerror(-count));
	if (i == count)
		return uacce_device_fail(dev, -ENODEV, "no such device in %s", uacce_paths_sysfs());
	*dev = found[i];
	if (!is_of_driver(dev, req)) {
		dev->error = 0;
		return uacce_device_fail(dev, -EINVAL, "not a %s device", req->driver);
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
