// The application has ended well, or Maven would have failed. What has it said?
def log = new File(basedir, 'build.log').readLines()

assert log.contains('Hello consumer from goroutine Greeter.greet')

def warnings = log.findAll { it =~ /\b(WARN|ERROR)\b/ }
assert warnings.size() == 1
assert warnings[0].contains('--add-opens=java.base/java.lang=ALL-UNNAMED')
