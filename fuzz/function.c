/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * The emulated PCI function under a guest that does anything: registers, mailboxes, contexts,
 * doorbells, configuration space, answers to page requests, resets, and a slot that loses power.
 *
 * Input: class and generation, then a byte for each action of the guest, with what it takes. Where
 * the function lets go of QEMU's lock, other processors and threads may act: if the next byte is
 * OTHERS or more, it says how many of the actions behind it they take, and how soon.
 */

#include "function.h"
#include "kunpeng_state.h"
#include "qemu.h"

#define MAX_ACTIONS	256u
#define MAX_DEPTH	4u
/* Least value of a byte that lets others act: see above. */
#define OTHERS		0xe0u
/* Guest memory: rings of the first eight queues, event queues, contexts, and the MSI address. */
#define SQ(queue)	(0x1000u + ((queue) & 7) * 0x2000u)
#define CQ(queue)	(SQ(queue) + 0x1000u)
#define EVENTS		0x20000u
#define CONTEXT		0x22000u
#define INTERRUPTS	0x23000u

static struct fuzz_input input;
static unsigned int actions_left;
/* Points without the lock that pass before others act, and actions that they take. */
static unsigned int points_left, others_left;
/* Calls of others() on the stack. */
static unsigned int depth;

/* Choices */

static uint32_t
u32(void)
{
	return fuzz_u16(&input) | (uint32_t)fuzz_u16(&input) << 16;
}

static unsigned int
below(unsigned int n)
{
	return fuzz_u8(&input) % n;
}

static hwaddr
bar2(unsigned int number, uint32_t offset)
{
	return QEMU_BAR2 + number * (uint64_t)QEMU_BAR2_SIZE + offset;
}

static hwaddr
config(unsigned int number, uint32_t offset)
{
	return QEMU_CONFIG + number * FUZZ_CONFIG_SIZE + offset;
}

/* An offset in the configuration space at which something happens. */
static uint32_t
config_offset(void)
{
	static const uint16_t offsets[] = {
		PCI_COMMAND, 0x80 + PCI_EXP_DEVCTL, 0xc0 + PCI_MSI_FLAGS, 0xc0 + PCI_MSI_ADDRESS_LO,
		0xc0 + PCI_MSI_DATA_64, 0xe4, 0xe8, 0x160 + PCI_SRIOV_CTRL, 0x160 + PCI_SRIOV_NUM_VF,
	};

	return offsets[below(ARRAY_SIZE(offsets))];
}

/* An offset in BAR 2 at which something happens. */
static uint32_t
register_offset(void)
{
	static const uint32_t offsets[] = {
		REG_AEQ_MASK, REG_EQ_MASK, REG_IFC_SOURCE_V, REG_IFC_MASK, REG_IFC_STATUS,
		REG_IFC_SET_V, REG_DB_ISOLATION, REG_CACHE_WB_START, REG_CACHE_WB_DONE,
		REG_SUB_VERSION, REG_MB, REG_MB_LOW, REG_MB_HIGH, REG_MB_LAST, REG_EVENT_DB,
		HISI_QM_DB_OFFSET, REG_QM_ERR_SOURCE, REG_QM_ERR_STATUS, REG_QM_ERR_SET,
		REG_MEM_INIT_DONE, REG_VFT_ENABLE, REG_VFT_IS_READ, REG_VFT_TYPE, REG_VFT_FUNCTION,
		REG_VFT_LOW, REG_VFT_HIGH, REG_VFT_READY, REG_RAS_CE, REG_RAS_FE, REG_RAS_NFE,
		REG_IFC_READY, REG_IFC_SET_P, REG_IFC_CFG, REG_IFC_SOURCE_P, REG_QUEUES,
		REG_QM_SHUTDOWN, REG_PORT_CLOSE, REG_PORT_QUIET, REG_SEC_INIT_DONE,
		/* Of the classes: errors, what closes the port, PASIDs on v2. */
		0x3010a0, 0x3010ac, 0x3010a8, 0x301164, 0x30120c, 0x30100c, 0x301128,
		0x301010, 0x301008, 0x301058, 0x301014, 0x301200, 0x301224, 0x3100, 0x3140,
	};

	return offsets[below(ARRAY_SIZE(offsets))];
}

/* An address, mostly of memory: what the guest may tell the function to read or write. */
static hwaddr
address(hwaddr plain)
{
	const uint8_t kind = fuzz_u8(&input);

	switch (kind % 8) {
	case 0:
	case 1:
	case 2:
		return plain;
	case 3:
		return (kind >> 3) * QEMU_PAGE + fuzz_u8(&input) * 16u;
	case 4:
		return bar2((kind >> 3) % QEMU_FNS, register_offset());
	case 5:
		return config((kind >> 3) % QEMU_FNS, config_offset());
	case 6:
		return (kind >> 3) == 0 ? QEMU_UNPLUG : QEMU_MEMORY - (kind >> 3);
	default:
		return fuzz_u64(&input);
	}
}

/* Accesses of a processor */

static void
write_at(hwaddr addr, uint64_t value, unsigned int size)
{
	qemu_access(addr, &value, size, true);
}

static void
write_reg(unsigned int number, uint32_t offset, uint32_t value)
{
	write_at(bar2(number, offset), value, 4);
}

static void
mailbox(unsigned int number, uint32_t head, uint64_t data)
{
	write_reg(number, REG_MB_LOW, data);
	write_reg(number, REG_MB_HIGH, data >> 32);
	write_reg(number, REG_MB, head | 1u << 13);
	write_reg(number, REG_MB_LAST, 0);
}

static void
doorbell(unsigned int number, uint16_t queue, uint64_t value)
{
	const uint64_t bar4 = (uint64_t)KUNPENG_QUEUES * KUNPENG_DB_PAGE;

	write_at(bar2(number, HISI_QM_DB_OFFSET), value, 8);
	write_at(QEMU_BAR4 + number * bar4 + queue * (uint64_t)KUNPENG_DB_PAGE + HISI_QM_DB_OFFSET,
			value, 8);
}

static void
context(unsigned int number, uint32_t head, const uint32_t *words)
{
	memcpy(qemu.memory + CONTEXT, words, KUNPENG_CTX_SIZE);
	mailbox(number, head, CONTEXT);
}

/* Actions */

static void
any_access(void)
{
	const uint8_t how = fuzz_u8(&input);
	const unsigned int size = (how & 1) != 0 ? 8 : 4;
	const unsigned int number = (how >> 2 & 3) % QEMU_FNS;
	uint64_t value = 0;
	hwaddr addr;

	if ((how & 2) != 0)
		addr = bar2(number, register_offset());
	else
		addr = bar2(number, u32() % KUNPENG_BAR_SIZE & ~(size - 1));
	if ((how & 0x80) != 0)
		value = size == 8 ? fuzz_u64(&input) : u32();
	qemu_access(addr, &value, size, (how & 0x80) != 0);
}

static void
any_mailbox(void)
{
	static const uint8_t commands[] = { 0, 1, 2, 3, 4, 5, 6, 8, 9, 0xc, 0xd, 7 };
	const uint8_t how = fuzz_u8(&input);
	const uint32_t command = commands[below(ARRAY_SIZE(commands))];
	const uint32_t queue = (how & 0x80) != 0 ? fuzz_u16(&input) : (how >> 4 & 7);
	const uint32_t is_read = (how & 8) != 0 ? 1u << 14 : 0;

	mailbox((how & 7) % QEMU_FNS, command | is_read | queue << 16, address(CONTEXT));
}

/* Queues for a function, its event queues, interrupts and access to memory. */
static void
boot(void)
{
	const uint8_t how = fuzz_u8(&input);
	const unsigned int number = (how & 3) % QEMU_FNS;
	const uint64_t vft = 1ull << 44 | (how >> 2 & 7ull) << 45;
	const hwaddr interrupts = address(INTERRUPTS);
	const uint32_t depth = ((how & 0x80) != 0 ? 3 : 255) | 1u << 16;
	const uint32_t eq[8] = { 0, EVENTS, 0, 0, 0, 0, depth };
	const uint32_t aeq[8] = { 0, EVENTS + QEMU_PAGE, 0, 0, 0, 0, depth };

	write_at(config(number, PCI_COMMAND), PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER, 2);
	write_at(config(number, 0xc0 + PCI_MSI_ADDRESS_LO), interrupts, 4);
	write_at(config(number, 0xc0 + PCI_MSI_ADDRESS_HI), interrupts >> 32, 4);
	write_at(config(number, 0xc0 + PCI_MSI_FLAGS), PCI_MSI_FLAGS_ENABLE, 2);
	write_reg(0, REG_VFT_TYPE, 0);
	write_reg(0, REG_VFT_FUNCTION, number);
	write_reg(0, REG_VFT_LOW, vft);
	write_reg(0, REG_VFT_HIGH, vft >> 32);
	write_reg(0, REG_VFT_ENABLE, 1);
	context(number, 2, eq);
	context(number, 3, aeq);
}

static void
start_queue(void)
{
	const uint8_t how = fuzz_u8(&input);
	const uint8_t form = fuzz_u8(&input);
	const unsigned int number = (how & 3) % QEMU_FNS;
	const uint32_t queue = how >> 2 & 7;
	const uint32_t depth = (1u << (form & 7)) - 1;
	const uint32_t pasid = (how & 0x80) != 0 ? 1u << 23 | fuzz_u8(&input) % 3 : 0;
	const hwaddr sq = address(SQ(queue));
	const hwaddr cq = address(CQ(queue));
	const uint32_t sqc[8] = { 0, sq, sq >> 32, depth | 7u << 12, 0, pasid,
		queue | (uint32_t)(form >> 6) << 24 };
	const uint32_t cqc[8] = { 0, cq, cq >> 32, (1u << (form >> 3 & 7)) - 1, 0, 0,
		(how & 0x40) != 0 ? 2 : 0 };

	context(number, 0u | queue << 16, sqc);
	context(number, 1u | queue << 16, cqc);
}

/* Run the thread that an action just started, unless the input wants it to be late. */
static void
run_thread(unsigned int i)
{
	if (i >= qemu.nb_threads || depth == MAX_DEPTH)
		return;
	bql_unlock();
	qemu_thread(i);
	bql_lock();
}

static void
any_doorbell(void)
{
	const uint8_t how = fuzz_u8(&input);
	const uint16_t queue = how >> 2 & 7;
	const uint16_t index = fuzz_u8(&input);
	const uint64_t command = how >> 5 & 3;
	const unsigned int threads = qemu.nb_threads;

	/* Event queues have a doorbell of their own. */
	if (command >= 2)
		write_at(bar2((how & 3) % QEMU_FNS, REG_EVENT_DB),
				command << 12 | (uint64_t)index << 32, 8);
	else
		doorbell((how & 3) % QEMU_FNS, queue, queue | command << 12 |
				(uint64_t)index << 32 | HISI_QM_DB_IRQ);
	if ((how & 0x80) != 0 && qemu.nb_threads > threads)
		run_thread(qemu.nb_threads - 1);
}

static void
poke_memory(void)
{
	const uint8_t page = fuzz_u8(&input);
	const uint32_t at = page % QEMU_PAGES * QEMU_PAGE + (fuzz_u16(&input) & 0xfff);
	const size_t len = (page & 0x80) != 0 ? fuzz_u8(&input) : 8;

	fuzz_bytes(&input, qemu.memory + at, MIN(len, QEMU_MEMORY - at));
}

/* Words of a descriptor, some of which are addresses. */
static void
poke_descriptor(void)
{
	const uint8_t where = fuzz_u8(&input);
	uint8_t *sqe = qemu.memory + SQ(where & 7) + (where >> 3) * HISI_QM_SQE_SIZE;
	unsigned int n;

	for (n = 1 + below(16); n > 0; n--) {
		const uint8_t word = fuzz_u8(&input);
		const uint64_t value = (word & 0x80) != 0 ? address(0x30000u) : u32();

		memcpy(sqe + MIN((word & 31) * 4u, HISI_QM_SQE_SIZE - 8), &value,
				(word & 0x80) != 0 ? 8 : 4);
	}
}

static void
write_config(void)
{
	const unsigned int number = below(QEMU_FNS);
	const uint32_t offset = config_offset();
	const uint8_t how = fuzz_u8(&input);
	const uint32_t value = (how & 0x80) != 0 ? u32() : (how & 0x40) != 0 ? 1u << 15 : how;

	write_at(config(number, offset), value, (how & 0x20) != 0 ? 2 : 4);
}

static void
enable_vfs(void)
{
	const unsigned int n = below(QEMU_FNS);

	write_at(config(0, 0x160 + PCI_SRIOV_NUM_VF), n, 2);
	write_at(config(0, 0x160 + PCI_SRIOV_CTRL), n == 0 ? 0 : PCI_SRIOV_CTRL_VFE, 2);
}

static void
inject_fault(void)
{
	static const char *const kinds[] = {
		"start@", "status@", "order@", "stall@", "reset@", "twice@", "open@", "",
	};
	char text[16];
	uint32_t word;
	unsigned int i;

	snprintf(text, sizeof(text), "%s%u", kinds[below(ARRAY_SIZE(kinds))], 1 + below(4));
	for (i = 0; i < sizeof(text); i += sizeof(word)) {
		memcpy(&word, text + i, sizeof(word));
		write_at(config(0, 0xe8), word, 4);
		if (memchr(text + i, 0, sizeof(word)) != NULL)
			break;
	}
}

static void
change_pages(void)
{
	const uint8_t how = fuzz_u8(&input);
	unsigned int i;

	qemu.huge = (how & 0x80) != 0;
	qemu.refuse = (how & 0x70) == 0x70;
	for (i = below(QEMU_PAGES); i < QEMU_PAGES; i += 1 + (how >> 2 & 3))
		qemu.pages[i] = how & IOMMU_RW;
}

static void
answer_page(void)
{
	const uint8_t how = fuzz_u8(&input);
	struct qemu_request request;
	unsigned int i;

	if (qemu.nb_requests == 0)
		return;
	i = how % qemu.nb_requests;
	request = qemu.requests[i];
	if ((how & 0x20) != 0 && request.addr < QEMU_MEMORY)
		qemu.pages[request.addr / QEMU_PAGE] = IOMMU_RW;
	/* An answer without a request, or one that is given again. */
	if ((how & 0xc0) == 0x40) {
		request.prgi = fuzz_u16(&input);
	} else if ((how & 0xc0) == 0) {
		qemu.nb_requests--;
		qemu.requests[i] = qemu.requests[qemu.nb_requests];
	}
	qemu_answer(&request, (how & 0x10) == 0);
}

static void
pass_time(void)
{
	static const unsigned int ms[] = { 1, 10, 100, 2000, 10000, 0 };

	bql_unlock();
	qemu_pass(ms[below(ARRAY_SIZE(ms))] * INT64_C(1000));
	bql_lock();
}

static void
start_thread(void)
{
	run_thread(fuzz_u8(&input));
}

/* Accesses that waited for the lock meanwhile still reach the function. */
static void
unplug(void)
{
	if (fuzz_u8(&input) > 3)
		return;
	qemu_unplug();
	any_access();
	any_doorbell();
}

static void
act(void)
{
	static void (*const actions[])(void) = {
		boot, start_queue, any_doorbell, poke_descriptor, poke_memory, any_mailbox,
		any_access, write_config, enable_vfs, inject_fault, change_pages, answer_page,
		pass_time, start_thread, unplug,
	};

	actions_left--;
	actions[below(ARRAY_SIZE(actions))]();
}

/* The next byte says whether and when others act; without one of these nothing is taken. */
static void
plan_others(void)
{
	if (input.left == 0 || *input.at < OTHERS)
		return;
	points_left = *input.at & 7;
	others_left = 1 + (*input.at >> 3 & 3);
	fuzz_u8(&input);
}

static void
others(bool waits)
{
	const void *before = qemu.thread;
	unsigned int n;

	if (depth == MAX_DEPTH)
		return;
	if (others_left == 0)
		plan_others();
	if (points_left > 0 && !waits) {
		points_left--;
		return;
	}
	n = waits && others_left == 0 && input.left != 0 ? 1 : others_left;
	others_left = 0;
	depth++;
	qemu.thread = NULL;
	for (; n > 0 && actions_left > 0; n--) {
		bql_lock();
		act();
		bql_unlock();
	}
	qemu.thread = before;
	depth--;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t how;

	input = (struct fuzz_input) { data, size };
	how = fuzz_u8(&input);
	actions_left = MAX_ACTIONS;
	points_left = 0;
	others_left = 0;
	function_start(how, others);
	while (actions_left > 0 && input.left != 0) {
		bql_lock();
		act();
		bql_unlock();
	}
	actions_left = 0;
	if ((how & 8) != 0)
		qemu_finish();
	bql_lock();
	qemu_unplug();
	bql_unlock();
	qemu_finish();
	FUZZ_CHECK(qemu.objects == 0 && qemu.notifiers == 0);
	return 0;
}
