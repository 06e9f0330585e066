/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * QEMU around the emulated function: objects, the big lock, threads and time.
 * Each call that QEMU protects by its big lock checks that the lock is held.
 */

#include "qemu.h"

#define MAX_TIMERS	QEMU_FNS
/* Turns after which all threads and timers are done. */
#define LAST_TURNS	1000u

struct qemu qemu;
CPUState *current_cpu;

static void (*thread_main)(gpointer data, gpointer unused);
static QEMUTimer *timers[MAX_TIMERS];

GThreadPool *__wrap_g_thread_pool_new(GFunc func, gpointer user_data, gint max, gboolean exclusive,
		GError **error);
gboolean __wrap_g_thread_pool_push(GThreadPool *pool, gpointer data, GError **error);
gint64 __wrap_g_get_monotonic_time(void);

/* Objects */

void
object_ref(Object *obj)
{
	FUZZ_CHECK(qemu.locked && obj->refs > 0);
	obj->refs++;
}

void
object_unref(Object *obj)
{
	FUZZ_CHECK(qemu.locked && obj->refs > 0);
	if (--obj->refs > 0)
		return;
	qemu.target->check_end(obj);
	/* The finalizer is that of the abstract type, which is the first. */
	fuzz_types.at[0].instance_finalize(obj);
	g_free(obj);
	qemu.objects--;
}

static ObjectClass *
class_of(const TypeInfo *type)
{
	static ObjectClass *classes[8];
	const TypeInfo *base = &fuzz_types.at[0];
	ObjectClass **class = &classes[type - base];

	if (*class == NULL) {
		*class = g_malloc0(base->class_size);
		base->class_init(*class, base->class_data);
		type->class_init(*class, type->class_data);
	}
	return *class;
}

void *
qemu_object_new(const char *type)
{
	Object *obj = g_malloc0(fuzz_types.at[0].instance_size);
	unsigned int i = 1;

	while (strcmp(fuzz_types.at[i].name, type) != 0)
		i++;
	obj->class = class_of(&fuzz_types.at[i]);
	obj->refs = 1;
	fuzz_types.at[0].instance_init(obj);
	qemu.objects++;
	return obj;
}

/* Free the objects that only the memory map kept. The lock is about to be free. */
static void
reap(void)
{
	unsigned int i;

	for (i = 0; i < QEMU_FNS; i++) {
		if (qemu.unmapped[i] == NULL)
			continue;
		FUZZ_CHECK(!qemu.unmapped[i]->qdev.mem_reentrancy_guard.engaged_in_io);
		qemu.fns[i] = NULL;
		object_unref(OBJECT(qemu.unmapped[i]));
		qemu.unmapped[i] = NULL;
	}
}

/* The big lock, and where threads wait */

void
bql_lock(void)
{
	FUZZ_CHECK(!qemu.locked);
	qemu.locked = true;
}

void
bql_unlock(void)
{
	FUZZ_CHECK(qemu.locked);
	reap();
	qemu.locked = false;
	if (qemu.thread != NULL)
		qemu.target->others(false);
}

void
qemu_cond_init(QemuCond *cond)
{
	cond->alive = true;
	cond->signalled = false;
}

void
qemu_cond_destroy(QemuCond *cond)
{
	FUZZ_CHECK(cond->alive);
	cond->alive = false;
}

void
qemu_cond_signal(QemuCond *cond)
{
	FUZZ_CHECK(qemu.locked && cond->alive);
	cond->signalled = true;
}

void
qemu_cond_broadcast(QemuCond *cond)
{
	qemu_cond_signal(cond);
}

bool
qemu_cond_timedwait_bql(QemuCond *cond, int ms)
{
	CPUState *before = current_cpu;

	FUZZ_CHECK(qemu.locked && cond->alive);
	cond->signalled = false;
	reap();
	qemu.locked = false;
	current_cpu = NULL;
	qemu.target->others(true);
	if (!cond->signalled)
		qemu_pass((int64_t)ms * 1000);
	current_cpu = before;
	bql_lock();
	FUZZ_CHECK(cond->alive);
	return cond->signalled;
}

/* Threads of queues */

void
rcu_register_thread(void)
{
}

void
rcu_unregister_thread(void)
{
}

GThreadPool *
__wrap_g_thread_pool_new(GFunc func, gpointer user_data, gint max, gboolean exclusive,
		GError **error)
{
	static GThreadPool pool;

	FUZZ_CHECK(user_data == NULL && max == -1 && !exclusive && error == NULL);
	thread_main = func;
	return &pool;
}

gboolean
__wrap_g_thread_pool_push(GThreadPool *pool, gpointer data, GError **error)
{
	(void)pool;
	(void)error;
	FUZZ_CHECK(qemu.locked && qemu.nb_threads < ARRAY_SIZE(qemu.threads));
	qemu.threads[qemu.nb_threads++] = data;
	return TRUE;
}

void
qemu_thread(unsigned int i)
{
	const void *before = qemu.thread;
	void *thread = qemu.threads[i];

	qemu.threads[i] = qemu.threads[--qemu.nb_threads];
	qemu.thread = thread;
	thread_main(thread, NULL);
	qemu.thread = before;
	FUZZ_CHECK(!qemu.locked);
}

/* Time */

gint64
__wrap_g_get_monotonic_time(void)
{
	return qemu.now_us;
}

int64_t
qemu_clock_get_ms(QEMUClockType clock)
{
	(void)clock;
	return qemu.now_us / 1000;
}

void
timer_init_ms(QEMUTimer *timer, QEMUClockType clock, void (*run)(void *opaque), void *opaque)
{
	unsigned int i = 0;

	(void)clock;
	*timer = (QEMUTimer) { .run = run, .opaque = opaque, .alive = true };
	while (timers[i] != NULL)
		FUZZ_CHECK(++i < MAX_TIMERS);
	timers[i] = timer;
}

void
timer_deinit(QEMUTimer *timer)
{
	unsigned int i = 0;

	FUZZ_CHECK(timer->alive && !timer->armed);
	timer->alive = false;
	while (timers[i] != timer)
		FUZZ_CHECK(++i < MAX_TIMERS);
	timers[i] = NULL;
}

void
timer_mod(QEMUTimer *timer, int64_t at)
{
	FUZZ_CHECK(qemu.locked && timer->alive);
	timer->at = at;
	timer->armed = true;
}

void
timer_del(QEMUTimer *timer)
{
	FUZZ_CHECK(qemu.locked && timer->alive);
	timer->armed = false;
}

void
qemu_pass(int64_t us)
{
	const void *before = qemu.thread;
	unsigned int i;

	FUZZ_CHECK(!qemu.locked);
	qemu.now_us += us;
	qemu.thread = NULL;
	bql_lock();
	for (i = 0; i < MAX_TIMERS; i++) {
		if (timers[i] == NULL || !timers[i]->armed || timers[i]->at > qemu.now_us / 1000)
			continue;
		timers[i]->armed = false;
		timers[i]->run(timers[i]->opaque);
	}
	qemu.target->check_time();
	bql_unlock();
	qemu.thread = before;
}

void
qemu_finish(void)
{
	unsigned int turns;

	for (turns = 0; qemu.nb_threads > 0; turns++) {
		FUZZ_CHECK(turns < LAST_TURNS);
		qemu_thread(0);
	}
	qemu_pass(1000000);
}
