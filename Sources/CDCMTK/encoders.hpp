#ifndef CDCMTK_ENCODERS_HPP
#define CDCMTK_ENCODERS_HPP

#include "dcmtk/config/osconfig.h"

#include "dcmtk/dcmdata/dcdatset.h"

#include "CDCMTK.h"

namespace cdcmtk {

/// Registers DCMTK's RLE, JPEG lossless and JPEG-LS encoders; safe to call from any thread, any number of times.
void register_encoders();

/// Replaces a data set's 16-bit Pixel Data by one JPEG 2000 codestream without loss for each frame.
OFCondition compress_jpeg2000(DcmItem &dataset);

/// Lays out compressed frames, which are one fragment each, in other fragments and with another offset table.
OFCondition lay_out(DcmDataset &dataset, E_TransferSyntax syntax, cdcmtk_encapsulation encapsulation);

} // namespace cdcmtk

#endif
