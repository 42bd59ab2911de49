import CMalloc

/// The memory that the process takes from the system.
enum Heap {
    /// Gives back to the system what is no longer used: glibc keeps a heap for each of the threads that come and go
    /// (eight a core), and takes pieces of up to 32 MB from them once it has seen one of that size. A daemon does with
    /// two, and gets large pieces from the system itself.
    static func keepSmall() {
        _ = mallopt(M_ARENA_MAX, 2)
        _ = mallopt(M_MMAP_THRESHOLD, 256 << 10)
    }
}
