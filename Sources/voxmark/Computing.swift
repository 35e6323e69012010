import CMalloc
import COpenBLAS

/// How the process uses processor and memory.
enum Computing {
    /// Settles both; the first thing that the program does.
    static func prepare() {
        useOneThreadForBLAS()
        keepFreedMemory()
    }

    /// OpenBLAS works on the calling thread: cases run side by side, and sums must not depend on the number of threads.
    ///
    /// Its own threads, one a core, are there since it was loaded, and would wait for work in a busy loop.
    private static func useOneThreadForBLAS() {
        openblas_set_num_threads(1)
        end_blas_threads()
    }

    /// Arrays as large as a region come and go: taken from the system each time, they would cost more in page faults than in work.
    private static func keepFreedMemory() {
        mallopt(M_MMAP_THRESHOLD, 1 << 30)
        mallopt(M_TRIM_THRESHOLD, Int32.max)
        mallopt(M_TOP_PAD, 1 << 24)
    }
}
