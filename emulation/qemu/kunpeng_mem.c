/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright(c) 2026 The uacce PMD authors
 */

/*
 * An engine that maps a range gets a copy of it: guest memory is not contiguous, and
 * a page of it may be unmapped at any time. When the engine unmaps the range, what the engine
 * wrote is copied back. Addresses under a PASID are translated page by page with
 * ATS. If a page is not present, the device requests the page and the engine waits.
 */

#include "kunpeng_mem.h"

#define PAGE		4096u
/* Translations requested at a time. */
#define BATCH		64
/* Page requests that succeed without a translation, before a page counts as out of reach. */
#define TRIES		64
#define WAIT_MS		100
/* The guest answers late under load. Only the queue that made the request waits. */
#define WAIT_LIMIT_US	(10 * G_TIME_SPAN_SECOND)

/* A copy of guest memory; engines get the address of bytes. */
struct copy {
	uint64_t addr;
	size_t len;
	uint8_t bytes[] __attribute__((aligned(64)));
};

static bool
reachable(const struct kunpeng_queue *q)
{
	return !q->gone && !kunpeng_port_closed(q->fn);
}

static void
page_answer(IOMMUPRINotifier *notifier, IOMMUPRIResponse *response)
{
	struct kunpeng_fn *fn = ((struct kunpeng_page_wait *)notifier)->fn;
	struct kunpeng_queue **wait = &fn->page_waits[response->prgi & PCI_PRI_PRGI_MASK];
	struct kunpeng_queue *q = *wait;

	/* The queue gave up the request before this answer came. */
	if (q == NULL)
		return;
	*wait = NULL;
	q->page_ok = response->response_code == IOMMU_PRI_RESP_SUCCESS;
	qemu_cond_signal(&q->page_answer);
}

void
kunpeng_page_init(struct kunpeng_fn *fn)
{
	fn->page.notifier.notify = page_answer;
	fn->page.fn = fn;
	fn->pasids = g_hash_table_new(NULL, NULL);
}

void
kunpeng_page_exit(struct kunpeng_fn *fn)
{
	GHashTableIter iter;
	gpointer pasid;

	g_hash_table_iter_init(&iter, fn->pasids);
	while (g_hash_table_iter_next(&iter, &pasid, NULL))
		pci_pri_unregister_notifier(&fn->parent_obj, GPOINTER_TO_UINT(pasid));
	g_hash_table_destroy(fn->pasids);
	fn->pasids = NULL;
}

/* Wait for an answer, at most WAIT_MS. Returns whether the caller may wait again. */
static bool
wait_answer(struct kunpeng_queue *q, int64_t end)
{
	kunpeng_wait(q->fn, &q->page_answer, WAIT_MS);
	return reachable(q) && g_get_monotonic_time() < end;
}

/*
 * A group index without a request, or -1. Indices are used in turn, so that a late answer to a
 * request that was given up does not meet the next request.
 */
static int
free_group(struct kunpeng_fn *fn)
{
	unsigned int i;

	for (i = 0; i < KUNPENG_PAGE_WAITS; i++) {
		fn->prgi = (fn->prgi + 1) & PCI_PRI_PRGI_MASK;
		if (fn->page_waits[fn->prgi] == NULL)
			return fn->prgi;
	}
	return -1;
}

/* Request a page and wait for the answer, with the lock free. Returns whether it is present. */
static bool
request_page(struct kunpeng_queue *q, uint64_t addr, bool write)
{
	int64_t end = g_get_monotonic_time() + WAIT_LIMIT_US;
	struct kunpeng_queue **wait;
	bool asked;
	int prgi;

	while ((prgi = free_group(q->fn)) < 0) {
		if (!wait_answer(q, end))
			return false;
	}
	wait = &q->fn->page_waits[prgi];
	*wait = q;
	asked = pci_pri_request_page(&q->fn->parent_obj, q->pasid, false, false, addr, true, prgi,
			!write, write) == 0;
	while (asked && *wait == q)
		asked = wait_answer(q, end);
	if (*wait != q)
		return q->page_ok;
	*wait = NULL;
	return false;
}

/* Translate pages from an address on. Returns their number, or 0 if it is out of reach. */
static unsigned int
translate(struct kunpeng_queue *q, uint64_t addr, uint64_t end, bool write, IOMMUTLBEntry *tlb)
{
	IOMMUAccessFlags need = write ? IOMMU_WO : IOMMU_RO;
	uint64_t start = addr & ~(uint64_t)(PAGE - 1);
	uint64_t len = MIN(ROUND_UP(end, PAGE) - start, BATCH * PAGE);
	unsigned int tries, n;
	uint32_t errors;
	ssize_t got;

	for (tries = 0; tries < TRIES && reachable(q); tries++) {
		got = pci_ats_request_translation(&q->fn->parent_obj, q->pasid, false, false,
				start, len, !write, tlb, BATCH, &errors);
		if (got <= 0)
			return 0;
		for (n = 0; n < got && (tlb[n].perm & need) != 0; n++)
			;
		if (n > 0)
			return n;
		if (!request_page(q, start, write))
			return 0;
	}
	return 0;
}

static bool
transfer_pasid(struct kunpeng_queue *q, uint64_t addr, uint8_t *buf, size_t len, bool write)
{
	gpointer pasid = GUINT_TO_POINTER(q->pasid);
	PCIDevice *pci = &q->fn->parent_obj;
	IOMMUTLBEntry tlb[BATCH];
	uint64_t end = addr + len;
	unsigned int i, n;
	uint64_t left;

	if (!g_hash_table_contains(q->fn->pasids, pasid) &&
			pci_pri_register_notifier(pci, q->pasid, &q->fn->page.notifier) == 0)
		g_hash_table_add(q->fn->pasids, pasid);
	while (addr < end) {
		n = translate(q, addr, end, write, tlb);
		if (n == 0)
			return false;
		for (i = 0; i < n && addr < end; i++) {
			left = MIN(end - addr, tlb[i].addr_mask + 1 - (addr & tlb[i].addr_mask));
			if (!reachable(q) || address_space_rw(tlb[i].target_as,
					(tlb[i].translated_addr & ~tlb[i].addr_mask) |
					(addr & tlb[i].addr_mask),
					MEMTXATTRS_UNSPECIFIED, buf, left, write) != MEMTX_OK)
				return false;
			addr += left;
			buf += left;
		}
	}
	return true;
}

/* Copy between guest memory and a buffer. Returns whether all of it could be reached. */
static bool
transfer(struct kunpeng_mem *mem, uint64_t addr, uint8_t *buf, size_t len, bool write)
{
	struct kunpeng_queue *q = mem->q;

	if (!reachable(q))
		return false;
	if (mem->rings || q->pasid == KUNPENG_NO_PASID)
		return kunpeng_dma(q->fn, addr, buf, len, write);
	return transfer_pasid(q, addr, buf, len, write);
}

/* The part of a queue's copies that is beyond the queue's own share. */
static size_t
beyond_share(size_t copied)
{
	return copied > KUNPENG_QUEUE_SHARE ? copied - KUNPENG_QUEUE_SHARE : 0;
}

/* Account for a copy. Rings are not counted: their copies are small. */
static bool
claim(struct kunpeng_mem *mem, size_t len)
{
	size_t *all = &mem->q->fn->pf->copied;
	size_t more;

	if (mem->rings)
		return true;
	if (len > KUNPENG_QUEUE_COPIES - mem->copied)
		return false;
	more = beyond_share(mem->copied + len) - beyond_share(mem->copied);
	if (more > 0 && qatomic_add_fetch(all, more) > KUNPENG_DEVICE_COPIES) {
		qatomic_sub(all, more);
		return false;
	}
	mem->copied += len;
	return true;
}

static void
disclaim(struct kunpeng_mem *mem, size_t len)
{
	size_t less;

	if (mem->rings)
		return;
	less = beyond_share(mem->copied) - beyond_share(mem->copied - len);
	mem->copied -= len;
	if (less > 0)
		qatomic_sub(&mem->q->fn->pf->copied, less);
}

static struct copy *
copy_new(struct kunpeng_mem *mem, uint64_t addr, size_t len)
{
	void *room;
	struct copy *copy;

	if (addr == 0 || addr + len < addr || !claim(mem, len))
		return NULL;
	/* g_try_malloc() aligns to 16 bytes. */
	if (posix_memalign(&room, _Alignof(struct copy), sizeof(*copy) + len) != 0) {
		disclaim(mem, len);
		return NULL;
	}
	copy = room;
	copy->addr = addr;
	copy->len = len;
	return copy;
}

static void
copy_free(struct kunpeng_mem *mem, struct copy *copy)
{
	disclaim(mem, copy->len);
	free(copy);
}

static void *
map(const struct soft_mem *soft, uint64_t addr, size_t len, bool write)
{
	struct kunpeng_mem *mem = container_of(soft, struct kunpeng_mem, mem);
	struct copy *copy = copy_new(mem, addr, len);
	bool ok;

	if (copy == NULL)
		return NULL;
	kunpeng_lock(mem->q->fn);
	/*
	 * Room for output may end beyond memory, so it is read only if its content matters: for
	 * rings, and for engines that read memory that they map to write.
	 */
	ok = write && !mem->rings && !mem->q->fn->class->rewrites ? reachable(mem->q) :
			transfer(mem, addr, copy->bytes, len, false);
	mem->failed |= !ok;
	kunpeng_unlock(mem->q->fn);
	if (ok)
		return copy->bytes;
	copy_free(mem, copy);
	return NULL;
}

/*
 * The second word of a completion makes it valid (2.2), so it is a store of its own,
 * behind all other bytes.
 */
static bool
write_back(struct kunpeng_mem *mem, struct copy *copy, size_t used)
{
	if (!mem->rings || used != HISI_QM_CQE_SIZE)
		return transfer(mem, copy->addr, copy->bytes, used, true);
	if (!transfer(mem, copy->addr, copy->bytes, used / 2, true))
		return false;
	/* Results and the first word are stored before the word with the phase. */
	smp_wmb();
	return transfer(mem, copy->addr + used / 2, copy->bytes + used / 2, used / 2, true);
}

static void
unmap(const struct soft_mem *soft, void *ptr, size_t len, size_t used)
{
	struct kunpeng_mem *mem = container_of(soft, struct kunpeng_mem, mem);
	struct copy *copy = container_of(ptr, struct copy, bytes);

	assert(copy->len == len && used <= len);
	if (used > 0) {
		kunpeng_lock(mem->q->fn);
		mem->failed |= !write_back(mem, copy, used);
		kunpeng_unlock(mem->q->fn);
	}
	copy_free(mem, copy);
}

void
kunpeng_mem_init(struct kunpeng_mem *mem, struct kunpeng_queue *q, bool rings)
{
	mem->mem.map = map;
	mem->mem.unmap = unmap;
	mem->q = q;
	mem->rings = rings;
	mem->failed = false;
	mem->copied = 0;
}
