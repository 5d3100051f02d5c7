extension Words {
  /// Why a file of results was not written.
  static func document(_ failure: DocumentFailure) -> Sentence {
    func endings(_ forms: [Document.Form]) -> String { choice(forms.map(\.ending)) }
    switch failure {
    case .exists(let path):
      return Sentence(
        message: "\"\(path)\" exists already and is left as it is",
        notes: ["to write over it: replacing behind its name"])
    case .cannotWrite(let path, let why):
      return Sentence(message: "\"\(path)\" cannot be written", notes: why.isEmpty ? [] : [why])
    case .unknownForm(let path, let known):
      return Sentence(
        message: "the name \"\(path)\" does not say what the file is to hold",
        notes: ["it must end in \(endings(known))"])
    case .wrongForm(.spreadsheet, _):
      return Sentence(
        message: "iapt writes no .xlsx files: there is no library for them that is kept up",
        notes: ["a spreadsheet opens .csv, and text in it is made harmless for that"])
    case .wrongForm(let form, let instead):
      return Sentence(
        message: "these results cannot stand in a \(form.ending) file",
        notes: instead.isEmpty ? [] : ["they can in \(endings(instead))"])
    case .severalTables(let form, let names):
      return Sentence(
        message: "a \(form.ending) file holds one table, and these results have several",
        notes: [
          "there are: \(listed(names))", "choose one before to: table \(names.first ?? "NAME")",
        ])
    case .noTable(let form):
      return Sentence(message: "there is no table in these results for a \(form.ending) file")
    case .programMissing(let name):
      return Sentence(
        message: "this needs the program \(name), which is not installed",
        notes: name == "gnuplot"
          ? ["in Debian and Ubuntu it is in the package gnuplot-nox", "SVG files need no other program"] : [])
    case .programFailed(let name, let why):
      return Sentence(message: "\(name) could not draw it", notes: why.isEmpty ? [] : [why])
    case .unsafe(let why):
      return Sentence(
        message: "this may not leave: \(why)",
        notes: ["choose a policy, as in set disclosure nhs-sde; or allow unsafe behind the file's name"])
    }
  }
}
