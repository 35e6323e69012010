#ifndef CDCMTK_ENCODERS_HPP
#define CDCMTK_ENCODERS_HPP

namespace cdcmtk {

/// Registers DCMTK's RLE, JPEG lossless and JPEG-LS encoders; safe to call from any thread, any number of times.
void register_encoders();

} // namespace cdcmtk

#endif
