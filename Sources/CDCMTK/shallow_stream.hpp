#ifndef CDCMTK_SHALLOW_STREAM_HPP
#define CDCMTK_SHALLOW_STREAM_HPP

#include "file.hpp"

#include "dcmtk/dcmdata/dcistrmf.h"

namespace cdcmtk {

/// A file stream that ends where sequences are nested too deeply.
///
/// DCMTK parses a sequence in a sequence by recursion without a limit of its own, so that a crafted file would overflow the stack. The stream
/// is read at every level: it measures the stack in use since it was made, whatever the transfer syntax, and fails beyond `most_stack`.
class ShallowStream : public DcmInputFileStream {
public:
    explicit ShallowStream(const char *path) : DcmInputFileStream(OFFilename(path)), base(here()) {}

    bool is_too_deep() const { return too_deep; }

    OFBool good() const override { return !too_deep && DcmInputFileStream::good(); }

    OFCondition status() const override { return too_deep ? EC_CorruptedData : DcmInputFileStream::status(); }

    offile_off_t avail() override { return measure() ? 0 : DcmInputFileStream::avail(); }

    offile_off_t read(void *buffer, offile_off_t length) override { return measure() ? 0 : DcmInputFileStream::read(buffer, length); }

private:
    /// Some hundred levels, where real objects have about ten, and half of the smallest stack that threads usually have.
    static constexpr uintptr_t most_stack = uintptr_t(1) << 18;

    static uintptr_t here() { return reinterpret_cast<uintptr_t>(__builtin_frame_address(0)); }

    bool measure() {
        const uintptr_t place = here();
        const uintptr_t used = place < base ? base - place : place - base;
        if (used > most_stack) too_deep = true;
        return too_deep;
    }

    const uintptr_t base;
    bool too_deep = false;
};

} // namespace cdcmtk

#endif
