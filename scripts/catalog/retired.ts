// Endpoints that fal took down or is taking down. Source of each: the price list's `status`, gathered from fal's
// pages and its own type map. `date` is the day of fal's notice, or that by which it was gone; a successor is the same task in the family's next generation, where there is one.

const sora = (successor: string) => ({
  date: '2026-09-24',
  successor,
  why: 'Sora 2 left fal on 2026-09-24',
});
const veo = (old: string, successor: string) => ({
  date: '2026-08-02',
  successor,
  why: `${old} was gone from fal's lists by 2026-08-02`,
});
const lite = (successor: string) => ({
  date: '2026-08-02',
  successor,
  why: "deprecated (fal's page, 2026-09-29) and gone from fal's lists by 2026-08-02",
});

// Sora has no next generation on fal: the suggestion is the model that fal's own list of image-to-video models
// (fal-ai-community/skills) puts first, and for a remix an edit of the clip. Suggestions are ours, not fal's.
export const RETIRED: Readonly<Record<string, ReturnType<typeof sora>>> = {
  'fal-ai/sora-2/image-to-video': sora('bytedance/seedance-2.0/image-to-video'),
  'fal-ai/sora-2/image-to-video/pro': sora('bytedance/seedance-2.0/image-to-video'),
  'fal-ai/sora-2/text-to-video': sora('bytedance/seedance-2.0/text-to-video'),
  'fal-ai/sora-2/text-to-video/pro': sora('bytedance/seedance-2.0/text-to-video'),
  'fal-ai/sora-2/video-to-video/remix': sora('fal-ai/kling-video/o3/pro/video-to-video/edit'),
  'fal-ai/veo2': veo('Veo 2', 'fal-ai/veo3.1'),
  'fal-ai/veo2/image-to-video': veo('Veo 2', 'fal-ai/veo3.1/image-to-video'),
  'fal-ai/veo3': veo('Veo 3', 'fal-ai/veo3.1'),
  'fal-ai/veo3/fast': veo('Veo 3', 'fal-ai/veo3.1/fast'),
  'fal-ai/veo3/image-to-video': veo('Veo 3', 'fal-ai/veo3.1/image-to-video'),
  'fal-ai/veo3/fast/image-to-video': veo('Veo 3', 'fal-ai/veo3.1/fast/image-to-video'),
  'fal-ai/bytedance/seedance/v1/lite/image-to-video': lite('bytedance/seedance-2.0/mini/image-to-video'),
  'fal-ai/bytedance/seedance/v1/lite/reference-to-video': lite(
    'bytedance/seedance-2.0/mini/reference-to-video',
  ),
  'fal-ai/bytedance/seedance/v1/lite/text-to-video': lite('bytedance/seedance-2.0/mini/text-to-video'),
};
