/* What the code of kernels asks for beside the C library: memory as numba counts it, and what it was compiled from. */

#include <stdint.h>
#include <stdlib.h>

#if defined(_WIN32)
#define SHOWN __declspec(dllexport)
#else
#define SHOWN __attribute__((visibility("default")))
#endif

/* A digest of the sources, see provenance/kernels/sources.py. */
SHOWN const char provenance_sources[] = PROVENANCE_SOURCES;

/* A block of memory begins with this, as numba's code reads it. */
struct block {
    size_t references;
    void *destructor;
    void *argument;
    void *data;
    size_t size;
    void *allocator;
};

struct block *NRT_MemInfo_alloc_aligned(size_t size, uint32_t align) {
    if (size > SIZE_MAX - sizeof(struct block) - align)
        return NULL;
    struct block *made = malloc(sizeof(struct block) + size + align);
    if (made == NULL)
        return NULL;
    uintptr_t after = (uintptr_t)(made + 1) + align - 1;
    *made = (struct block){.references = 1, .data = (void *)(after - after % align), .size = size};
    return made;
}

void NRT_MemInfo_call_dtor(struct block *gone) { free(gone); }
