/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * A program that loads the soft device at run time, as EAL loads a driver, and then
 * crashes inside malloc(). It must end by SIGSEGV. Run by dpdk-test-uacce with the path of
 * the library. With "unload" as a second argument it closes the library before, but not
 * the device, and a handler of its own ends it.
 */

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "soft_device.h"

void *__libc_malloc(size_t size);

/* An allocator with a lock, as all of them have. */
static pthread_mutex_t heap = PTHREAD_MUTEX_INITIALIZER;
static volatile bool is_broken;

void *
malloc(size_t size)
{
	void *mem;

	pthread_mutex_lock(&heap);
	if (is_broken)
		*(volatile int *)NULL = 1;
	mem = __libc_malloc(size);
	pthread_mutex_unlock(&heap);
	return mem;
}

static void
exit_42(int sig)
{
	(void)sig;
	_exit(42);
}

int
main(int argc, char **argv)
{
	struct soft_config config = { .class = SOFT_CLASS_ZIP, .qm = 3 };
	int (*create)(const struct soft_config *config, struct soft_device **dev);
	bool unload = argc > 2 && strcmp(argv[2], "unload") == 0;
	struct soft_device *dev;
	void *volatile mem;	/* or the compiler has no use for it */
	void *lib;

	if (argc < 2)
		return 1;
	lib = dlopen(argv[1], RTLD_NOW);
	if (lib == NULL) {
		fprintf(stderr, "%s\n", dlerror());
		return 2;
	}
	if (unload)
		signal(SIGSEGV, exit_42);
	*(void **)&create = dlsym(lib, "soft_device_create");
	if (create == NULL || create(&config, &dev) != 0)
		return 3;
	if (unload)
		dlclose(lib);
	is_broken = true;
	mem = malloc(1);
	free(mem);
	return 4;
}
