/// Which images, masks and persons belong together, decided before anything is computed; and what is left over.
public struct Plan: Sendable {
    /// Something of the input that is no case.
    public struct Leftover: Sendable, Hashable, Codable {
        /// Where it is, relative to the archive: for the terminal only.
        public let place: String
        /// The modality of the object, such as RTSTRUCT; nil where it is not known.
        public let modality: String?
        /// Why it is no case and what to do.
        public let reason: Reason

        init(place: String, modality: String? = nil, _ reason: Reason) {
            self.place = place
            self.modality = modality
            self.reason = reason
        }
    }

    /// The cases, by image and mask object, in the order in which their rows are written.
    public internal(set) var bundles: [CaseBundle] = []
    /// What should have been a case and is none; counts towards the exit code.
    public internal(set) var leftovers: [Leftover] = []
    /// What a person may want to know and that is nobody's fault, such as an image without a mask.
    public internal(set) var notes: [String] = []
    /// What a person should look at before the plan is carried out, and what no region was drawn on: nothing of it keeps a case from being computed.
    public internal(set) var remarks: [Leftover] = []
    /// The number of files that are not DICOM.
    public internal(set) var nonDICOMCount = 0

    /// A plan of nothing.
    public init() {}

    /// The number of cases.
    public var caseCount: Int { bundles.reduce(0) { $0 + $1.cases.count } }
}
