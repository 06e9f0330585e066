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

/* Check that a device can be used and has the algorithm; a failure is recorded in it. */
static int
check_device(struct uacce_device *dev, const struct uacce_pick_params *params)
{
	if (dev->error == 0 && params->algorithm != NULL &&
			!uacce_device_has_algorithm(dev, params->algorithm))
		return uacce_device_fail(dev, -ENOTSUP, "does not offer %s", params->algorithm);
	return uacce_device_check(dev, RTE_MAX(params->queues, 1u));
}

static bool
is_of_driver(const struct uacce_device *dev, const struct uacce_pick_params *params)
{
	return strncmp(dev->name, params->driver, strlen(params->driver)) == 0;
}

/*
 * Make a soft device. On failure the record has the error and the reason, and no soft device
 * belongs to it.
 */
static int
make_soft(const struct uacce_pick_params *params, struct uacce_device *dev)
{
	int ret = -ENOTSUP;

	memset(dev, 0, sizeof(*dev));
	if (params->soft != NULL)
		ret = params->soft(dev, params->soft_conf);
	if (ret < 0) {
		memset(dev, 0, sizeof(*dev));
		return uacce_device_fail(dev, ret, "%s", ret == -ENOTSUP ?
				"this build has no soft device" : rte_strerror(-ret));
	}
	ret = check_device(dev, params);
	if (ret < 0)
		uacce_device_put(dev);
	return ret;
}

static void
log_picked(const struct uacce_pick_params *params, const struct uacce_device *dev)
{
	UACCE_LOG(INFO, "%s: using %s, %s, NUMA node %d, %d queues free", params->owner, dev->name,
			dev->api, dev->numa_node, dev->available);
}

/*
 * Say on one line why no device of the driver can be used. The caller frees the text; NULL where
 * memory is short. count is what uacce_device_scan() returned, so also a negative errno.
 */
static char *
describe_unusable(const struct uacce_pick_params *params, const struct uacce_device *found,
		int count)
{
	char *text = NULL;
	int i, named = 0;
	size_t len;
	FILE *f;

	f = open_memstream(&text, &len);
	if (f == NULL)
		return NULL;
	for (i = 0; i < count; i++) {
		if (!is_of_driver(&found[i], params))
			continue;
		fprintf(f, "%s%s: %s", named++ == 0 ? "no usable accelerator (" : "; ",
				found[i].name, found[i].reason);
	}
	if (count < 0)
		fprintf(f, "cannot read %s: %s", uacce_paths_sysfs(), rte_strerror(-count));
	else if (named == 0)
		fprintf(f, "no %s accelerator found", params->driver);
	else
		fputc(')', f);
	fclose(f);
	return text;
}

/*
 * Make a soft device, because `auto` found no accelerator that can be used. A machine without any
 * is nothing unusual, so that is a notice. An accelerator that is there and cannot be used is
 * probably not what the user wants, so that is a warning.
 */
static int
pick_soft_instead(const struct uacce_pick_params *params, const char *why, int error,
		struct uacce_device *dev)
{
	int ret;

	ret = make_soft(params, dev);
	if (ret < 0) {
		UACCE_LOG(ERR, "%s: %s, and no soft device: %s", params->owner, why, dev->reason);
		return ret == -ENOTSUP ? error : ret;
	}
	if (error == -ENODEV)
		UACCE_LOG(NOTICE, "%s: %s, using the soft device", params->owner, why);
	else
		UACCE_LOG(WARNING, "%s: %s, using the soft device", params->owner, why);
	log_picked(params, dev);
	return 1;
}

/*
 * Take the first device of the driver that can be used. Returns 1; or -ENODEV where the driver has
 * no device; or the error of its first device, with -ENXIO in place of -ENODEV; or the negative
 * errno of the scan.
 */
static int
pick_usable(const struct uacce_pick_params *params, struct uacce_device *found, int count,
		struct uacce_device *dev)
{
	int i, ret, error = -ENODEV;

	if (count < 0)
		return count;
	for (i = 0; i < count; i++) {
		if (!is_of_driver(&found[i], params))
			continue;
		ret = check_device(&found[i], params);
		if (ret == 0) {
			*dev = found[i];
			log_picked(params, dev);
			return 1;
		}
		if (error == -ENODEV)
			error = ret == -ENODEV ? -ENXIO : ret;
	}
	return error;
}

static int
pick_nearest(const struct uacce_pick_params *params, bool soft_may_serve, struct uacce_device *dev)
{
	struct uacce_device *found;
	char *text = NULL;
	const char *why;
	int ret, count;

	count = uacce_device_scan(NULL, params->socket_id, &found);
	ret = pick_usable(params, found, count, dev);
	if (ret < 0) {
		text = describe_unusable(params, found, count);
		why = text == NULL ? "no usable accelerator" : text;
		if (soft_may_serve)
			ret = pick_soft_instead(params, why, ret, dev);
		else
			UACCE_LOG(ERR, "%s: device=hw: %s", params->owner, why);
	}
	free(text);
	free(found);
	return ret;
}

/* Say what is wrong with a name, given all names before it; NULL where it is right. */
static const char *
name_error(char *const names[], int at)
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

/* Cut a list into its names, in place. Returns their number, or -EINVAL after one ERR line. */
static int
split_names(const struct uacce_pick_params *params, char *list, char *names[UACCE_PICK_MAX])
{
	const char *fault;
	int n = 0;

	while (list != NULL) {
		if (n == UACCE_PICK_MAX) {
			UACCE_LOG(ERR, "%s: device=%s: more than %d names", params->owner,
					params->device, UACCE_PICK_MAX);
			return -EINVAL;
		}
		names[n] = strsep(&list, "+");
		fault = name_error(names, n);
		if (fault != NULL) {
			UACCE_LOG(ERR, "%s: device=%s: name '%s' %s", params->owner, params->device,
					names[n], fault);
			return -EINVAL;
		}
		n++;
	}
	return n;
}

/*
 * Take the device of a name, if it can be used. On failure the record has the error and the
 * reason.
 */
static int
pick_named(const struct uacce_pick_params *params, const char *name,
		const struct uacce_device *found, int count, struct uacce_device *dev)
{
	int i;

	memset(dev, 0, sizeof(*dev));
	if (count < 0)
		return uacce_device_fail(dev, count, "cannot read %s: %s", uacce_paths_sysfs(),
				rte_strerror(-count));
	for (i = 0; i < count && strcmp(found[i].name, name) != 0; i++)
		;
	if (i == count)
		return uacce_device_fail(dev, -ENODEV, "no such device in %s", uacce_paths_sysfs());
	*dev = found[i];
	if (!is_of_driver(dev, params)) {
		dev->error = 0;
		return uacce_device_fail(dev, -EINVAL, "not a %s device", params->driver);
	}
	return check_device(dev, params);
}

/* Take one device for each name. On failure none is left, after one ERR line. */
static int
pick_each(const struct uacce_pick_params *params, char *const names[], int n,
		struct uacce_device devices[UACCE_PICK_MAX])
{
	struct uacce_device *found = NULL;
	int i, ret = 0, count = 0;
	bool scanned = false;

	for (i = 0; i < n; i++) {
		bool soft = strcmp(names[i], "soft") == 0;

		if (!soft && !scanned) {
			count = uacce_device_scan(NULL, params->socket_id, &found);
			scanned = true;
		}
		ret = soft ? make_soft(params, &devices[i]) :
			pick_named(params, names[i], found, count, &devices[i]);
		if (ret < 0)
			break;
	}
	free(found);
	if (ret == 0)
		return n;
	UACCE_LOG(ERR, "%s: %s: %s", params->owner, names[i], devices[i].reason);
	while (i-- > 0)
		uacce_device_put(&devices[i]);
	return ret;
}

static int
pick_names(const struct uacce_pick_params *params, struct uacce_device devices[UACCE_PICK_MAX])
{
	char *names[UACCE_PICK_MAX] = { NULL };
	char *list;
	int i, n;

	list = strdup(params->device);
	if (list == NULL) {
		UACCE_LOG(ERR, "%s: out of memory", params->owner);
		return -ENOMEM;
	}
	n = split_names(params, list, names);
	if (n > 0)
		n = pick_each(params, names, n, devices);
	for (i = 0; i < n; i++)
		log_picked(params, &devices[i]);
	free(list);
	return n;
}

int
uacce_pick_devices(const struct uacce_pick_params *params,
		struct uacce_device devices[UACCE_PICK_MAX])
{
	if (params->device == NULL || strcmp(params->device, "auto") == 0)
		return pick_nearest(params, true, devices);
	if (strcmp(params->device, "hw") == 0)
		return pick_nearest(params, false, devices);
	return pick_names(params, devices);
}
