import Engine

/// What results say, in sentences. Their figures have passed the gate, or pass it here.
public struct Findings: Sendable {
  /// The sentences, each a point of its own.
  public let sentences: [ModelOutput.Sentence]

  /// Takes sentences whose figures come from outputs of this policy; counts that have not passed it pass it here.
  init(_ sentences: [ModelOutput.Sentence], _ policy: DisclosurePolicy) {
    var passage = Passage(policy: policy)
    self.sentences = sentences.map { sentence in
      ModelOutput.Sentence(
        sentence.parts.map { part in
          if case .cell(let cell) = part { .cell(passage.relayed(cell)) } else { part }
        })
    }
  }
}
