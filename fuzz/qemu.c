/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * QEMU around the emulated function: objects, the big lock, threads, processors, time and memory.
 * Each call that QEMU protects by its big lock checks that the lock is held.
 */

#include <sanitizer/asan_interface.h>

#include "qemu.h"

#define MAX_TIMERS	QEMU_FNS
#define MAX_CPU_WORK	16u
/* Turns after which all threads and timers are done. */
#define LAST_TURNS	1000u

struct qemu qemu;
CPUState *current_cpu;

static CPUState cpu;
static void (*thread_main)(gpointer data, gpointer unused);
static QEMUTimer *timers[MAX_TIMERS];
static struct {
	void (*run)(CPUState *cpu, run_on_cpu_data data);
	run_on_cpu_data data;
} cpu_work[MAX_CPU_WORK];
static unsigned int nb_cpu_work;

GThreadPool *__wrap_g_thread_pool_new(GFunc func, gpointer user_data, gint max, gboolean exclusive,
		GError **error);
gboolean __wrap_g_thread_pool_push(GThreadPool *pool, gpointer data, GError **error);
gint64 __wrap_g_get_monotonic_time(void);
gpointer __real_g_malloc0(gsize len);
gpointer __wrap_g_malloc0(gsize len);
void __real_g_free(gpointer ptr);
void __wrap_g_free(gpointer ptr);

/* Registers, whose memory stays: to map it anew takes longer than most inputs. */

static uint8_t registers[KUNPENG_BAR_SIZE];

gpointer
__wrap_g_malloc0(gsize len)
{
	if (len != sizeof(registers))
		return __real_g_malloc0(len);
	ASAN_UNPOISON_MEMORY_REGION(registers, sizeof(registers));
	memset(registers, 0, sizeof(registers));
	return registers;
}

void
__wrap_g_free(gpointer ptr)
{
	if (ptr == registers)
		ASAN_POISON_MEMORY_REGION(registers, sizeof(registers));
	else
		__real_g_free(ptr);
}

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
	qemu_check_end(KUNPENG(obj));
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
	qemu_reap();
	qemu.locked = false;
	if (qemu.thread != NULL)
		qemu_others(false);
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
	qemu_reap();
	qemu.locked = false;
	current_cpu = NULL;
	qemu_others(true);
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
	const struct kunpeng_queue *before = qemu.thread;
	struct kunpeng_queue *q = qemu.threads[i];

	qemu.threads[i] = qemu.threads[--qemu.nb_threads];
	qemu.thread = q;
	thread_main(q, NULL);
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

/* A mailbox that could wait no longer has failed by now. */
static void
check_mailboxes(void)
{
	unsigned int i;

	for (i = 0; i < QEMU_FNS; i++) {
		const struct kunpeng_fn *fn = qemu.fns[i];

		FUZZ_CHECK(fn == NULL || !fn->mb_pending || qemu.now_us / 1000 < fn->mb_end);
	}
}

void
qemu_pass(int64_t us)
{
	const struct kunpeng_queue *before = qemu.thread;
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
	check_mailboxes();
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

/* Processors */

void
async_run_on_cpu(CPUState *on, void (*run)(CPUState *cpu, run_on_cpu_data data),
		run_on_cpu_data data)
{
	FUZZ_CHECK(qemu.locked && on == &cpu && nb_cpu_work < MAX_CPU_WORK);
	cpu_work[nb_cpu_work].run = run;
	cpu_work[nb_cpu_work++].data = data;
}

/* What an access left to do runs between two instructions of the processor. */
static void
run_cpu_work(void)
{
	while (nb_cpu_work > 0) {
		nb_cpu_work--;
		cpu_work[nb_cpu_work].run(&cpu, cpu_work[nb_cpu_work].data);
	}
}

bool
qemu_access(hwaddr addr, uint64_t *value, unsigned int size, bool write)
{
	CPUState *before = current_cpu;
	const struct kunpeng_queue *interrupted = qemu.thread;
	bool taken;

	FUZZ_CHECK(qemu.locked && current_cpu == NULL);
	qemu.thread = NULL;
	current_cpu = &cpu;
	taken = qemu_dispatch(addr, value, size, write);
	run_cpu_work();
	current_cpu = before;
	qemu.thread = interrupted;
	return taken;
}

/* Memory */

void
memory_region_init_io(MemoryRegion *mr, Object *owner, const MemoryRegionOps *ops, void *opaque,
		const char *name, uint64_t size)
{
	FUZZ_CHECK(owner == opaque && name != NULL);
	*mr = (MemoryRegion) { .ops = ops, .opaque = opaque, .size = size };
}

/* Reads of registers change nothing in the function. */
static uint64_t
read_register(const MemoryRegion *mr, struct kunpeng_fn *fn, hwaddr at, unsigned int size)
{
	struct kunpeng_fn *before = g_memdup2(fn, sizeof(*fn));
	uint64_t value = mr->ops->read(mr->opaque, at, size);

	FUZZ_CHECK(memcmp(before, fn, sizeof(*fn)) == 0);
	g_free(before);
	return value;
}

/* An access to registers, if the function does not make it itself. */
static bool
register_access(struct kunpeng_fn *fn, unsigned int bar, hwaddr at, uint64_t *value,
		unsigned int size, bool write)
{
	MemReentrancyGuard *guard = &DEVICE(fn)->mem_reentrancy_guard;
	MemoryRegion *mr = fn->parent_obj.bars[bar];

	if (mr == NULL || !fn->parent_obj.enabled || size < mr->ops->valid.min_access_size ||
			at % size != 0 || at + size > mr->size || guard->engaged_in_io)
		return false;
	guard->engaged_in_io = true;
	if (write)
		mr->ops->write(mr->opaque, at, *value, size);
	else
		*value = read_register(mr, fn, at, size);
	guard->engaged_in_io = false;
	return true;
}

bool
qemu_dispatch(hwaddr addr, uint64_t *value, unsigned int size, bool write)
{
	const uint64_t bar4 = (uint64_t)KUNPENG_QUEUES * KUNPENG_DB_PAGE;
	unsigned int i;

	if (addr - QEMU_UNPLUG < QEMU_PAGE && write) {
		qemu_unplug();
		return true;
	}
	for (i = 0; i < QEMU_FNS; i++) {
		const uint64_t in2 = addr - QEMU_BAR2 - (uint64_t)i * KUNPENG_BAR_SIZE;
		const uint64_t in4 = addr - QEMU_BAR4 - i * bar4;
		const uint64_t in_config = addr - QEMU_CONFIG - i * FUZZ_CONFIG_SIZE;

		if (qemu.fns[i] == NULL)
			continue;
		if (in2 < KUNPENG_BAR_SIZE)
			return register_access(qemu.fns[i], 2, in2, value, size, write);
		if (in4 < bar4)
			return register_access(qemu.fns[i], 4, in4, value, size, write);
		if (in_config < FUZZ_CONFIG_SIZE)
			return qemu_config_access(qemu.fns[i], in_config, value, size, write);
	}
	return false;
}

/* Copy what lies in one page of memory, or access a register. Returns the bytes, or 0. */
static size_t
access_piece(hwaddr addr, uint8_t *buf, size_t len, bool write)
{
	uint64_t value = 0;

	if (addr < QEMU_MEMORY) {
		len = MIN(len, QEMU_MEMORY - addr);
		memcpy(write ? qemu.memory + addr : buf, write ? buf : qemu.memory + addr, len);
		return len;
	}
	len = len >= 8 && addr % 8 == 0 ? 8 : MIN(len, 4);
	if (write)
		memcpy(&value, buf, len);
	if (!qemu_dispatch(addr, &value, len, write))
		return 0;
	if (!write)
		memcpy(buf, &value, len);
	return len;
}

MemTxResult
address_space_rw(AddressSpace *as, hwaddr addr, MemTxAttrs attrs, void *buf, hwaddr len, bool write)
{
	PCIDevice *dev = as->dev;
	MemTxResult result = MEMTX_OK;
	uint8_t *at = buf;
	size_t n;

	(void)attrs;
	FUZZ_CHECK(qemu.locked && dev->qdev.realized);
	FUZZ_CHECK(dev->qdev.mem_reentrancy_guard.engaged_in_io);
	/* What the thread of a queue does for the queue ends with the queue. */
	if (qemu.thread != NULL && KUNPENG(dev) == qemu.thread->fn)
		FUZZ_CHECK(qemu.thread->fn->queues[qemu.thread->number] == qemu.thread);
	if ((pci_get_word(dev->config + PCI_COMMAND) & PCI_COMMAND_MASTER) == 0 || !dev->enabled)
		return MEMTX_ERROR;
	while (len > 0) {
		n = access_piece(addr, at, len, write);
		if (n == 0)
			result = MEMTX_ERROR;
		n = n == 0 ? MIN(len, 8) : n;
		addr += n;
		at += n;
		len -= n;
	}
	return result;
}

MemTxResult
pci_dma_rw(PCIDevice *dev, dma_addr_t addr, void *buf, dma_addr_t len, DMADirection dir,
		MemTxAttrs attrs)
{
	return address_space_rw(&dev->bus_master_as, addr, attrs, buf, len,
			dir == DMA_DIRECTION_FROM_DEVICE);
}
