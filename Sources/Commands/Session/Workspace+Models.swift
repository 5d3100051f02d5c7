import Engine

extension Workspace {
  /// The model of a name. That of a fit in every segment names several.
  func fitted(_ name: Name) throws -> FittedModel {
    if let found = models[name.text] { return found }
    if let example = FittedSegments(name.text, in: self)?.models.first?.name {
      throw CommandError(.segmentedModel(name.text, example), name.span)
    }
    throw NameError(.model, name.text, candidates: Array(models.keys), span: name.span)
  }
}
