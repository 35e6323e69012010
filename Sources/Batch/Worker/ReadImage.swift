import DICOM
import OMOP

/// What a worker has read of an image beside its pixels.
struct ReadImage: Sendable, Hashable {
    /// The files of the image, as far as they were read.
    var instances: [ImageInstance] = []
    /// How it was made.
    var acquisition: [AcquisitionValue] = []
    /// Accession Number, by which a site's CDM may know the study.
    var accessionNumber: String?
}

extension AcquisitionParameters {
    /// The parameters as rows have them: without free text, of contrast medium only that it was there.
    var values: [AcquisitionValue] {
        [
            AcquisitionValue(.manufacturer, manufacturer), AcquisitionValue(.model, manufacturerModelName),
            AcquisitionValue(.software, softwareVersions), AcquisitionValue(.bodyPart, bodyPartExamined),
            AcquisitionValue(.kernel, convolutionKernel), AcquisitionValue(.kvp, kvp), AcquisitionValue(.exposure, exposure),
            AcquisitionValue(.contrast, contrastBolusAgent?.isEmpty == false ? "given" : nil),
            AcquisitionValue(.sliceThickness, sliceThickness), AcquisitionValue(.fieldStrength, magneticFieldStrength),
            AcquisitionValue(.sequence, sequenceName), AcquisitionValue(.scanningSequence, scanningSequence),
            AcquisitionValue(.repetitionTime, repetitionTime), AcquisitionValue(.echoTime, echoTime),
            AcquisitionValue(.inversionTime, inversionTime), AcquisitionValue(.flipAngle, flipAngle),
            AcquisitionValue(.diffusionBValue, diffusionBValue), AcquisitionValue(.view, viewPosition),
            AcquisitionValue(.laterality, laterality), AcquisitionValue(.intent, presentationIntentType),
        ].compactMap { $0 }
    }
}

extension FrameWriter {
    mutating func write(_ image: ReadImage) {
        write(image.instances) { writer, one in
            writer.write(one.sopInstanceUID)
            writer.write(one.digest)
        }
        write(image.acquisition) { writer, one in
            writer.write(one.parameter.rawValue)
            switch one.content {
            case .number(let number):
                writer.write(UInt8(0))
                writer.write(number)
            case .text(let text):
                writer.write(UInt8(1))
                writer.write(text)
            }
        }
        write(image.accessionNumber)
    }
}

extension FrameReader {
    mutating func readImage() throws(BrokenFrame) -> ReadImage {
        let instances = try list { reader throws(BrokenFrame) in
            ImageInstance(sopInstanceUID: try reader.optionalText(), digest: try reader.text())
        }
        let acquisition = try list { reader throws(BrokenFrame) in try reader.acquisitionValue() }
        return ReadImage(instances: instances, acquisition: acquisition, accessionNumber: try optionalText())
    }

    private mutating func acquisitionValue() throws(BrokenFrame) -> AcquisitionValue {
        guard let parameter = AcquisitionParameter(rawValue: try text()) else { throw BrokenFrame() }
        let value = try byte() == 0 ? AcquisitionValue(parameter, try double()) : AcquisitionValue(parameter, try text())
        guard let value else { throw BrokenFrame() }
        return value
    }
}
