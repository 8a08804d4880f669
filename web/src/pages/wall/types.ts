// Short names of what the wall is answered.
import type {components} from '@/api/generated'

type Schemas = components['schemas']
export type MapFeatures = Schemas['MapFeatures']
export type MapFeature = Schemas['MapFeature']
export type Outlines = Schemas['Outlines']
export type Loads = Schemas['Loads']
export type LoadGroup = Schemas['LoadGroup']
export type Milestones = Schemas['Milestones']
export type MilestoneRow = Schemas['MilestoneRow']
export type Milestone = Schemas['Milestone']
export type Figures = Schemas['Figures']
export type Dispatch = Schemas['Dispatch']
export type DispatchItem = Schemas['DispatchItem']
export type DispatchSection = Schemas['DispatchSection']
