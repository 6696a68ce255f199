//! A folder to run the command in, with photographs.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub const PHOTOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/photos");

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/vectors");

/// In the order in which a walk meets them.
pub const NAMES: [&str; 3] = ["chelsea-cat.jpg", "coffee.jpg", "rocket.jpg"];

pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With `photos/` of three photographs, and one of them as `photo.jpg`, mirrored and cropped.
    pub fn with_photos() -> Self {
        let folder = Self::new();
        folder.copy_photos("photos", &NAMES);
        fs::copy(folder.path("photos/coffee.jpg"), folder.path("photo.jpg")).unwrap();
        let photo = image::open(folder.path("photo.jpg")).unwrap();
        photo.save(folder.path("upload.jpg")).unwrap();
        photo.fliph().save(folder.path("mirrored.png")).unwrap();
        let (width, height) = (photo.width(), photo.height());
        let cropped = photo.crop_imm(width / 12, 0, width - width / 12, height - height / 10);
        cropped.save(folder.path("cropped.png")).unwrap();
        let flat = image::RgbImage::from_pixel(300, 200, image::Rgb([90, 120, 200]));
        flat.save(folder.path("flat.png")).unwrap();
        folder
    }

    /// A folder within, of the photographs of these names.
    pub fn copy_photos(&self, to: &str, names: &[impl AsRef<Path>]) {
        fs::create_dir(self.path(to)).unwrap();
        for name in names {
            fs::copy(Path::new(PHOTOS).join(name), self.path(to).join(name)).unwrap();
        }
    }

    /// Those of the repository, where the demonstration looks for them.
    pub fn copy_all_photos(&self) {
        fs::create_dir_all(self.path("tests/data")).unwrap();
        let files = fs::read_dir(PHOTOS).unwrap().map(|file| file.unwrap().file_name());
        self.copy_photos("tests/data/photos", &files.collect::<Vec<_>>());
    }

    /// With `listed/` of three pictures that no guard knows, and `reduced.jpg`, a copy of one of them that was made much
    /// smaller.
    pub fn with_listed() -> Self {
        let folder = Self::new();
        folder.copy_listed();
        folder
    }

    pub fn copy_listed(&self) {
        fs::create_dir(self.path("listed")).unwrap();
        for (from, to) in [
            ("threatexchange/data/bridge-mods/aaa-orig.jpg", "listed/bridge.jpg"),
            ("threatexchange/data/reg-test-input/pen-and-coaster.png", "listed/pen.png"),
            ("threatexchange-pytx/rgb.jpeg", "listed/sample.jpg"),
            ("threatexchange/data/bridge-mods/shrink-a-lot.jpg", "reduced.jpg"),
        ] {
            fs::copy(Path::new(VECTORS).join(from), self.path(to)).unwrap();
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_staydown"));
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    /// Runs the command with the words of `line` as its arguments.
    pub fn run(&self, line: &str) -> Ran {
        Ran::of(self.command(line.split_whitespace()).output().unwrap())
    }

    /// Runs a shell line in which `staydown` is the command.
    pub fn shell(&self, line: &str) -> Ran {
        let folder = Path::new(env!("CARGO_BIN_EXE_staydown")).parent().unwrap();
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
        let mut command = Command::new("sh");
        command.args(["-c", line]).current_dir(self.0.path()).env("PATH", path);
        Ran::of(command.stdin(Stdio::null()).output().unwrap())
    }

    /// The permissions of a file.
    #[cfg(unix)]
    pub fn mode(&self, name: &str) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        fs::symlink_metadata(self.path(name)).unwrap().permissions().mode() & 0o777
    }

    /// Names of the files in the folder itself, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let name = |entry: std::io::Result<fs::DirEntry>| {
            entry.unwrap().file_name().into_string().unwrap()
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }
}

#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Asserts the exit code and hands itself on.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    pub fn lines(&self) -> Vec<&str> {
        self.out.lines().collect()
    }
}
