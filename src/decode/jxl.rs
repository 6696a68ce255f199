//! JPEG XL through `jxl-oxide`, which reads every header before it renders, counts what it allocates against a bound,
//! and turns the picture upright by itself.

use super::error::DecodeError;
use super::gate::{File, Header};
use super::options::DecodeOptions;
use super::raster;
use crate::plane::Plane;
use image::ColorType;
use jxl_oxide::{AllocTracker, JxlImage, JxlThreadPool, PixelFormat};

pub(super) fn decode(bytes: &[u8], options: &DecodeOptions) -> Result<Plane, DecodeError> {
    let file = File { format: super::Format::JpegXl, bytes, limits: &options.limits };
    let image = open(file)?;
    let header = header(&image);
    header.check(&options.limits)?;
    if !image.is_loading_done() {
        return Err(file.truncated(0));
    }
    let color = match image.pixel_format() {
        PixelFormat::Gray => ColorType::L8,
        PixelFormat::Graya => ColorType::La8,
        PixelFormat::Rgb => ColorType::Rgb8,
        PixelFormat::Rgba => ColorType::Rgba8,
        other => return Err(file.unsupported(format!("the colours {other:?}"))),
    };
    let render = image.render_frame(0);
    let render = render.map_err(|error| file.corrupt(error.to_string()))?;
    let mut stream = render.stream();
    if stream.channels() != u32::from(color.channel_count()) {
        return Err(file.unsupported("channels beside colour and alpha"));
    }
    let pixels = header.width as usize * header.height as usize;
    let mut data = vec![0_u8; pixels * usize::from(color.channel_count())];
    stream.write_to_buffer(&mut data);
    raster::to_plane(data, color, file, &header, options)
}

fn open(file: File<'_>) -> Result<JxlImage, DecodeError> {
    let memory = usize::try_from(file.limits.memory).unwrap_or(usize::MAX);
    let builder = JxlImage::builder()
        .pool(JxlThreadPool::none())
        .alloc_tracker(AllocTracker::with_limit(memory));
    builder.read(file.bytes).map_err(|error| {
        let io = error.downcast_ref::<std::io::Error>();
        match io.is_some_and(|io| io.kind() == std::io::ErrorKind::UnexpectedEof) {
            true => file.truncated(0),
            false => file.corrupt(error.to_string()),
        }
    })
}

fn header(image: &JxlImage) -> Header<'static> {
    Header {
        format: super::Format::JpegXl,
        width: image.width(),
        height: image.height(),
        frames: 1,
        pixel_bytes: 4 * image.pixel_format().channels() as u64 + 4, // floats, and the result
        exif: None,
        jpeg: None,
    }
}
