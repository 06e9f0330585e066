/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/* Capture of DPDK's log, for tests that look at what the drivers log. */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <rte_common.h>
#include <rte_log.h>

#include "test.h"

#define LOG_TYPES	"pmd.*uacce*"

/*
 * What was logged since test_log_start(). Any thread may log: EAL's thread for interrupts does so
 * when a queue pair dies. A thread may have taken the stream just before test_log_stop(), so that
 * the stream stays open, and what it is given is dropped while nothing is caught.
 */
static struct {
	pthread_mutex_t lock;
	FILE *stream;
	bool on;
	char *text;
	size_t len;
} caught = { .lock = PTHREAD_MUTEX_INITIALIZER };

static const char *
level_name(int level)
{
	static const char *const names[] = {
		[RTE_LOG_EMERG] = "EMERG",
		[RTE_LOG_ALERT] = "ALERT",
		[RTE_LOG_CRIT] = "CRIT",
		[RTE_LOG_ERR] = "ERR",
		[RTE_LOG_WARNING] = "WARNING",
		[RTE_LOG_NOTICE] = "NOTICE",
		[RTE_LOG_INFO] = "INFO",
		[RTE_LOG_DEBUG] = "DEBUG",
	};

	return level > 0 && level < (int)RTE_DIM(names) ? names[level] : "UNKNOWN";
}

static bool
caught_append(const char *data, size_t len)
{
	char *more = realloc(caught.text, caught.len + len + 1);

	if (more == NULL)
		return false;
	memcpy(more + caught.len, data, len);
	caught.text = more;
	caught.len += len;
	more[caught.len] = '\0';
	return true;
}

static bool
caught_line(const char *level, const char *data, size_t len)
{
	const bool at_start = caught.len == 0 || caught.text[caught.len - 1] == '\n';

	if (!caught.on)
		return true;
	if (at_start && (!caught_append(level, strlen(level)) || !caught_append(" ", 1)))
		return false;
	return caught_append(data, len);
}

/* Called from within DPDK's log function: later the level of a line is not known any more. */
static ssize_t
caught_write(void *cookie __rte_unused, const char *data, size_t len)
{
	bool good;

	pthread_mutex_lock(&caught.lock);
	good = caught_line(level_name(rte_log_cur_msg_loglevel()), data, len);
	pthread_mutex_unlock(&caught.lock);
	return good ? (ssize_t)len : -1;
}

void
test_log_start(void)
{
	cookie_io_functions_t io = { .write = caught_write };

	test_log_stop();
	if (caught.stream == NULL)
		caught.stream = fopencookie(NULL, "w", io);
	assert_non_null(caught.stream);
	pthread_mutex_lock(&caught.lock);
	free(caught.text);
	caught.text = NULL;
	caught.len = 0;
	caught.on = true;
	pthread_mutex_unlock(&caught.lock);
	rte_openlog_stream(caught.stream);
	rte_log_set_level_pattern(LOG_TYPES, RTE_LOG_DEBUG);
}

const char *
test_log_stop(void)
{
	if (caught.on) {
		rte_openlog_stream(NULL);
		rte_log_set_level_pattern(LOG_TYPES, RTE_LOG_NOTICE);
		pthread_mutex_lock(&caught.lock);
		caught.on = false;
		pthread_mutex_unlock(&caught.lock);
	}
	return caught.text == NULL ? "" : caught.text;
}

unsigned int
test_log_count(const char *level)
{
	const char *line = caught.text;
	size_t len = strlen(level);
	unsigned int n = 0;

	while (line != NULL && *line != '\0') {
		n += strncmp(line, level, len) == 0 && line[len] == ' ';
		line = strchr(line, '\n');
		if (line != NULL)
			line++;
	}
	return n;
}
